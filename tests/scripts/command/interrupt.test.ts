import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { folder as home, ownCheckout } from "../../support/commands";

/** Ctrl-C reaches a command and everything it started, as from a terminal. */
describe("a command that is interrupted", () => {
  const ours = () => ["", ".pulumi-state"].map((name) => listed(path.join(root, name)));
  const before = ours();
  // A checkout of its own: notes of what was cut off, and what the CLI keeps, must not be found by this one's stacks.
  const checkout = path.join(home, "checkout");
  beforeAll(() => {
    ownCheckout(checkout);
    // What an earlier command had left of the stack: the CLI's whole file is kept, as a local one.
    const whole = path.join(checkout, ".pulumi-state", "config");
    fs.mkdirSync(whole, { recursive: true });
    fs.writeFileSync(path.join(whole, "Pulumi.lab.yaml"), "encryptionsalt: v1:x\n");
  });
  afterAll(() => {
    fs.rmSync(home, { recursive: true });
    expect(ours()).toEqual(before);
  });
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(home, "run-"))));

  const tool = (name: string, script: string) =>
    fs.writeFileSync(path.join(folder, name), `${script}\n`, { mode: 0o755 });

  /** Runs a program and interrupts it, and what it started, each time it says `when`. */
  async function interrupted(program: string, args: string[], when: RegExp) {
    const child = spawn(program, args, {
      cwd: checkout,
      detached: true,
      env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, PULUMI_BACKEND_URL: `file://${folder}` },
    });
    let output = "";
    const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (when.test(chunk.toString())) process.kill(-(child.pid ?? 0), "SIGINT");
      });
    return { code: await ended, output };
  }

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
    const { code, output } = await interrupted("npm", ["run", "--silent", "destroy"], /^deleting$/m);
    // npm ends by the signal itself.
    expect(code).toBe("SIGINT");
    expect(output).toContain("tidy");
    expect(output).toContain("Interrupted. What was done is known; `npm run destroy` goes on");
    expect(output).not.toMatch(/failed|Error/);
  }, 30_000);

  /** Runs a script of this project and interrupts it, and what it started, each time it says `now`. */
  async function interruptedScript(script: string) {
    const file = path.join(folder, "script.ts");
    const from = (name: string) => JSON.stringify(path.join(checkout, "scripts", name));
    fs.writeFileSync(
      file,
      `import { spawnSync } from "node:child_process";
      import { Failure, run } from ${from("command/fail")};
      import { interruption } from ${from("command/interruption")};
      import { Pulumi } from ${from("pulumi/pulumi")};
      const say = (text: string) => process.stdout.write(text + "\\n");
      run(async () => { ${script} });`,
    );
    return interrupted(process.execPath, ["--import", "tsx", file], /^now$/m);
  }
  const sentence = "Interrupted. What was done is known; `npm run up -- --stack lab` goes on from there.";

  it("ends at once while it waits for something else than Pulumi", async () => {
    const { code, output } = await interruptedScript(
      `interruption.watch("up", "lab"); say("now"); await new Promise((resolve) => setTimeout(resolve, 60_000));`,
    );
    expect([code, output]).toEqual([130, `now\n\n${sentence}\n`]);
  }, 30_000);

  it("waits for what ends in good order by itself, and begins nothing after it", async () => {
    const { code, output } = await interruptedScript(
      `interruption.watch("up", "lab");
      await interruption.during(new Promise<void>((resolve) => { say("now"); setTimeout(() => (say("aside"), resolve()), 500); }));
      interruption.refuse();
      say("went on");`,
    );
    expect(code).toBe(130);
    expect(output).toMatch(/^now\n\nEnding in good order;.*\naside\n\n/);
    expect(output).toContain(sentence);
    expect(output).not.toContain("went on");
  }, 30_000);

  it("does not tell the end of what it asked as a failure", async () => {
    tool("pulumi", "#!/bin/sh\necho now >&2\nexec sleep 60");
    const { code, output } = await interruptedScript(
      `interruption.watch("up", "lab");
      const { status } = spawnSync("pulumi", { stdio: "inherit" });
      throw new Failure("The outputs cannot be read: " + status);`,
    );
    expect([code, output]).toEqual([130, `now\n\n${sentence}\n`]);
  }, 30_000);

  it("starts nothing more after Pulumi ended well in spite of it, and tells of the second Ctrl-C what it does", async () => {
    tool(
      "pulumi",
      `#!${process.execPath}
      let count = 0;
      process.on("SIGINT", () => (++count === 2 ? process.exit(0) : console.log("now")));
      setInterval(() => {}, 1000);
      console.log("now");`,
    );
    const { code, output } = await interruptedScript(
      `const pulumi = new Pulumi("lab");
      const { ok } = await pulumi.show(["up"]);
      say(ok ? "first ended well" : "first failed");
      await pulumi.show(["up"]);
      say("second ran");`,
    );
    expect(code).toBe(130);
    expect(output.match(/press Ctrl-C again/g)).toHaveLength(1);
    expect(output).toContain("Cutting off what is going on.");
    expect(output).toContain("first ended well");
    expect(output).not.toContain("second ran");
    expect(output).toContain(sentence);
  }, 30_000);
});

/** Files of a folder, with the time of each one's last change. */
function listed(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => /^Pulumi\.lab\.|^lab\.unfinished$/.test(name))
    .map((name) => `${name} ${fs.statSync(path.join(folder, name)).mtimeMs}`);
}
