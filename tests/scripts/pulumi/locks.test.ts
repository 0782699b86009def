import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { isAlive } from "../../../scripts/command/process";
import { releaseDeadLocks } from "../../../scripts/pulumi/dead-locks";
import { until } from "../../e2e/stand/until";

/** Locks in a backend of files, as the Pulumi CLI leaves them, held by real processes. */
describe("locks of killed commands", () => {
  let folder: string;
  let holder: ChildProcess | undefined;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "locks-"));
    // A process has the name of what it runs.
    fs.symlinkSync("/bin/sleep", path.join(folder, "pulumi"));
  });
  afterEach(() => {
    holder?.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true });
  });

  const release = () => releaseDeadLocks(`file://${folder}`, "dev");
  const lock = (stack: string, pid: number, hostname = os.hostname()) => {
    const file = path.join(folder, ".pulumi/locks/organization/deepchat-observability", stack, `${pid}.json`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ pid, hostname }));
    return file;
  };

  const pidOf = (file: string) => Number(path.basename(file, ".json"));

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
      release();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(fs.existsSync(file)).toBe(false);
  });

  it("stay while the process lives, and are nobody else's business", async () => {
    const alive = lock("dev", await start(`echo $$; exec ${folder}/pulumi 60`));
    const elsewhere = lock("dev", 4_000_000, "another-host");
    const other = lock("prod", 4_000_001);
    const dead = lock("dev", 4_000_002);
    await until("it has become the CLI", () => isAlive(pidOf(alive), "pulumi"));
    expect(release()).toBe(pidOf(alive));
    expect([alive, elsewhere, other, dead].map((file) => fs.existsSync(file))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("are taken away when another program has their process's number now, and when they hold nothing", async () => {
    const reused = lock("dev", await start("echo $$; exec sleep 60"));
    const cutOff = lock("dev", 4_000_003);
    fs.writeFileSync(cutOff, "");
    expect(release()).toBeUndefined();
    expect(fs.existsSync(reused)).toBe(false);
  });
});
