import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { until } from "../../e2e/stand/until";

/** Commands that change one stack, each a process. */
describe("commands on one stack", () => {
  let folder: string;
  const children: ChildProcess[] = [];
  const turn = () => path.join(folder, "lab.turn");

  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "turn-"))));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    fs.rmSync(folder, { recursive: true });
  });

  /** A command that has its turn until its input ends; says what it printed, and how it ended. */
  function command(stack = "lab", env: Record<string, string> = {}) {
    const script = `
      const { run } = require(${JSON.stringify(path.join(root, "scripts/command/fail.ts"))});
      const { takeTurn } = require(${JSON.stringify(path.join(root, "scripts/pulumi/turn.ts"))});
      run(async () => {
        const environment = { PULUMI_BACKEND_URL: ${JSON.stringify(`file://${folder}`)} };
        await takeTurn({ stack: ${JSON.stringify(stack)}, environment }, "up");
        console.log("begun");
        process.stdin.resume().on("end", () => process.exit(0));
      });`;
    const child = spawn(process.execPath, ["--import", "tsx", "-e", script], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    children.push(child);
    const made = { child, output: "", ended: false, begun: () => made.output.includes("begun") };
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (made.output += chunk.toString()));
    child.once("close", () => (made.ended = true));
    return made;
  }
  const begun = (made: ReturnType<typeof command>) => until("it has begun", made.begun, 30_000, 50);

  it("take turns: the second says whom it waits for, and begins when that one has ended", async () => {
    const first = command();
    await begun(first);
    const second = command();
    await until("the second waits", () => second.output.includes("waiting"), 30_000, 50);
    expect(second.output).toBe(
      `npm run up is working on stack lab (process ${first.child.pid}): waiting for its end.\n`,
    );
    const other = command("other");
    await begun(other);
    first.child.stdin.end();
    await begun(second);
    await until("the first has ended", () => first.ended, 30_000, 50);
    second.child.stdin.end();
    await until("both have ended", () => second.ended, 30_000, 50);
    expect(fs.existsSync(turn())).toBe(false);
  }, 120_000);

  it("share the turn with commands that they run themselves", async () => {
    const file = turn();
    fs.writeFileSync(
      file,
      JSON.stringify({ command: "upgrade", pid: process.pid, hostname: os.hostname(), boot: "" }),
    );
    const inner = command("lab", { DEEPCHAT_OBSERVABILITY_TURN: file });
    await begun(inner);
    expect(inner.output).toBe("begun\n");
    inner.child.stdin.end();
    await until("it has ended", () => inner.ended, 30_000, 50);
    expect(fs.existsSync(file)).toBe(true);
  }, 120_000);

  it("do not wait for one that was killed, or that ran before the machine was started anew", async () => {
    const first = command();
    await begun(first);
    first.child.kill("SIGKILL");
    await until("it is gone", () => first.ended, 30_000, 50);
    const second = command();
    await begun(second);
    const former = JSON.parse(fs.readFileSync(turn(), "utf8")) as object;
    fs.writeFileSync(turn(), JSON.stringify({ ...former, boot: "an earlier one" }));
    await begun(command());
  }, 120_000);

  it("wait for a Pulumi CLI whose command was killed", async () => {
    fs.symlinkSync("/bin/sleep", path.join(folder, "pulumi"));
    const pulumi = spawn(path.join(folder, "pulumi"), ["60"]);
    children.push(pulumi);
    const locks = path.join(folder, ".pulumi/locks/organization/p/lab");
    fs.mkdirSync(locks, { recursive: true });
    const lock = { pid: pulumi.pid, hostname: os.hostname() };
    fs.writeFileSync(path.join(locks, "1.json"), JSON.stringify(lock));
    const made = command();
    await until("it waits", () => made.output.includes("waiting"), 30_000, 50);
    expect(made.output).toBe(
      `A Pulumi CLI is working on stack lab (process ${pulumi.pid}): waiting for its end.\n`,
    );
    pulumi.kill("SIGKILL");
    await begun(made);
  }, 60_000);

  it("refuse while one of another machine has the turn, saying how to go on if it was killed", async () => {
    fs.writeFileSync(turn(), JSON.stringify({ command: "destroy", pid: 1, hostname: "elsewhere", boot: "" }));
    const made = command();
    await until("it has ended", () => made.ended, 30_000, 50);
    expect(made.output).toBe(
      `\nnpm run destroy of the machine elsewhere is working on this stack, or was killed while it did. Nothing was done. If none is running: rm ${turn()}\n`,
    );
  }, 60_000);
});
