import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { until } from "../../e2e/stand/until";
import { dockerThatAnswers } from "../../support/commands";

/** A checkout of its own, with a Pulumi CLI that knows one stack and notes what it is asked. */
describe("npm run rotate", () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "rotate-"));
  const at = (...names: string[]) => path.join(home, ...names);
  const turn = at(".pulumi-state/lab.turn");
  const children: ChildProcess[] = [];

  beforeAll(() => {
    for (const name of ["scripts", "components", "Pulumi.yaml", "package.json", "tsconfig.json"])
      fs.cpSync(path.join(root, name), at(name), { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules"), at("node_modules"));
    const config = { "deepchat-observability:wecomUrl": { secure: "v1:x" } };
    fs.writeFileSync(at("Pulumi.lab.yaml"), JSON.stringify({ config }));
    fs.mkdirSync(at("bin"));
    const asked = `echo "$@" >> ${at("asked")}; case "$*" in *"stack ls"*) echo '[{"name":"lab"}]';; *) exit 1;; esac`;
    for (const [name, script] of Object.entries({ pulumi: asked, docker: dockerThatAnswers }))
      fs.writeFileSync(at("bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    fs.mkdirSync(at(".pulumi-state"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    for (const file of [turn, at("asked")]) fs.rmSync(file, { force: true });
  });
  afterAll(() => fs.rmSync(home, { recursive: true }));

  it.each([["grafana-password"], ["secret-key"], ["passphrase"], ["receiver", "wecomUrl"]])(
    "%s waits until no other command changes the stack",
    async (...what) => {
      const holder = { command: "upgrade", pid: process.pid, hostname: os.hostname(), boot: bootId() };
      fs.writeFileSync(turn, JSON.stringify(holder));
      const child = spawn(
        process.execPath,
        ["--require", at("scripts/start.cjs"), at("scripts/rotate.ts"), ...what, "--stack", "lab"],
        {
          cwd: home,
          env: { PATH: `${at("bin")}:/usr/bin:/bin`, HOME: home },
        },
      );
      children.push(child);
      let output = "";
      let ended = false;
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.once("close", () => (ended = true));
      child.stdin.end("another\n");
      await until("it waits, or has ended", () => ended || output.includes("waiting"), 60_000, 50);
      expect(output).toBe(
        `npm run upgrade is working on stack lab (process ${process.pid}): waiting for its end.\n`,
      );
      const asked = fs.existsSync(at("asked")) ? fs.readFileSync(at("asked"), "utf8") : "";
      expect(asked).not.toMatch(/config set|up|taint|secrets-provider/);
      fs.rmSync(turn);
      await until("it goes on", () => ended, 60_000, 50);
    },
    120_000,
  );
});

function bootId(): string {
  return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
