import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../scripts/support/project";

/** Ctrl-C reaches a command and everything it started, as from a terminal. */
describe("a command that is interrupted", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "interrupt-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const tool = (name: string, script: string) =>
    fs.writeFileSync(path.join(folder, name), `${script}\n`, { mode: 0o755 });

  it("waits for Pulumi to end in good order, and says so instead of telling a failure", async () => {
    tool("docker", '#!/bin/sh\ncase "$1" in version) echo 24.0.0;; esac');
    tool(
      "pulumi",
      `#!${process.execPath}
      if (process.argv[2] === "destroy") {
        // Longer than anybody in between may be patient.
        process.on("SIGINT", () => setTimeout(() => (console.log("tidy"), process.exit(255)), 1500));
        setInterval(() => {}, 1000);
        console.log("deleting");
      }`,
    );
    const child = spawn("npm", ["run", "--silent", "destroy"], {
      cwd: root,
      detached: true,
      env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, PULUMI_BACKEND_URL: `file://${folder}` },
    });
    let output = "";
    const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (/deleting\n$/.test(output)) process.kill(-(child.pid ?? 0), "SIGINT");
      });
    // npm ends by the signal itself.
    expect(await ended).toBe("SIGINT");
    expect(output).toContain("tidy");
    expect(output).toContain("Interrupted. What was done is known; `npm run destroy` goes on");
    expect(output).not.toMatch(/failed|Error/);
  }, 30_000);
});
