import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Pulumi } from "../../../scripts/pulumi/pulumi";

/** Locks in a backend of files, as the Pulumi CLI leaves them, held by real processes. */
describe("locks of killed commands", () => {
  const before = { ...process.env };
  let folder: string;
  let holder: ChildProcess | undefined;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "locks-"));
    fs.writeFileSync(path.join(folder, "pulumi"), "#!/bin/sh\n", { mode: 0o755 });
    process.env.PATH = `${folder}:${process.env.PATH}`;
    process.env.PULUMI_BACKEND_URL = `file://${folder}`;
  });
  afterEach(() => {
    holder?.kill("SIGKILL");
    process.env = { ...before };
    fs.rmSync(folder, { recursive: true });
  });

  const lock = (stack: string, pid: number, hostname = os.hostname()) => {
    const file = path.join(folder, ".pulumi/locks/organization/deepchat-observability", stack, `${pid}.json`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ pid, hostname }));
    return file;
  };

  /** Runs a script that prints a process id, and stays. */
  const start = async (script: string): Promise<number> => {
    holder = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    const [text] = (await once(holder.stdout as NonNullable<ChildProcess["stdout"]>, "data")) as [Buffer];
    return Number(String(text));
  };

  it("are taken away when nobody has asked for the process's end yet", async () => {
    // The shell becomes a program that never asks how its child ended.
    const file = lock("dev", await start("sleep 0 & echo $!; exec sleep 60"));
    for (let i = 0; fs.existsSync(file) && i < 100; i++) {
      new Pulumi("dev").releaseDeadLocks();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(fs.existsSync(file)).toBe(false);
  });

  it("stay while the process lives, and are nobody else's business", async () => {
    const alive = lock("dev", await start("echo $$; exec sleep 60"));
    const elsewhere = lock("dev", 4_000_000, "another-host");
    const other = lock("prod", 4_000_001);
    const dead = lock("dev", 4_000_002);
    new Pulumi("dev").releaseDeadLocks();
    expect([alive, elsewhere, other, dead].map((file) => fs.existsSync(file))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
