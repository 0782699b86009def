import { spawn, spawnSync } from "node:child_process";
import * as os from "node:os";

import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import { project, root } from "../offline/project";
import { storing } from "../settings/flags";
import { releaseDeadLocks } from "./dead-locks";
import { explain } from "./explain";
import { Progress } from "./progress";
import { StackReader } from "./stack-reader";
import { unusable } from "./surroundings";
import { Unfinished } from "./unfinished";

/** The Pulumi CLI on one stack, with the commands that change something (docs/decisions/pulumi-cli-wrapper.md). */
export class Pulumi extends StackReader {
  private readonly note: Unfinished;
  /** Stands above the stack's configuration in this process, and is kept nowhere. */
  private replaced?: Record<string, string>;

  /**
   * @param verbose everything Pulumi says, also on a terminal. @default false
   * @param backend false: the command does without one, such as that which logs in to another. @default true
   * @throws Failure when the backend or passphrase that the user's shell names cannot be used
   */
  constructor(
    stack: string,
    private readonly verbose = false,
    backend = true,
  ) {
    super(stack);
    const trouble = backend ? unusable(this.environment) : undefined;
    if (trouble) throw new Failure(`${trouble} Nothing was done.`);
    this.note = new Unfinished(stack);
  }

  /** True when an earlier command was cut off in the middle, or failed. */
  get unfinished(): boolean {
    return this.note.noted;
  }

  /** The command as a whole has ended well: what Pulumi knows is what there is. */
  finish(): void {
    this.note.remove();
  }

  /** Has the next `up` look at what there is before it trusts the state. */
  leaveUnfinished(): void {
    this.note.note("refresh");
  }

  /**
   * Lets a preview do without an engine: the Docker provider insists on an answer, except from one behind ssh.
   *
   * @param configured whether the stack's configuration names an engine, above the variable
   */
  withoutEngine(configured: boolean): void {
    const host = `ssh://${os.hostname()}`;
    this.environment.DOCKER_HOST = host;
    if (configured) this.replaced = { [`${project().name}:dockerHost`]: host };
  }

  /** Makes the stack when the backend does not have it, or refuses one it does not have. */
  select({ create } = { create: true }): void {
    releaseDeadLocks(this.environment.PULUMI_BACKEND_URL ?? "", this.stack);
    // Where the CLI may write the salt of the stack's secrets without changing a file that git tracks.
    this.files.prepare();
    const how = create ? ["--create"] : [];
    const { status, stderr } = this.quiet(["stack", "select", ...how, this.stack], this.files.folder);
    this.files.keep();
    if (status !== 0 && !create && noStack.test(stderr)) {
      const where = this.environment.PULUMI_BACKEND_URL ?? "the Pulumi backend in use";
      throw new Failure(
        `There is no stack ${this.stack} in ${where}: it was never made, or is kept elsewhere. Nothing was done; npm run up makes it.`,
      );
    }
    if (status !== 0)
      throw new Failure(
        `The stack ${this.stack} cannot be selected: ${stderr.trim()}\n${explain(stderr, "stack select", this.stack)}`,
      );
  }

  /**
   * Runs a command that shows its progress. Returns what it printed as well, to explain a failure.
   *
   * @throws Failure when it was interrupted
   */
  async show(args: string[]): Promise<{ ok: boolean; output: string }> {
    interruption.refuse();
    const [command = ""] = args;
    interruption.watch(command, this.stack);
    // What only looks leaves that of a command that was cut off.
    if (command !== "preview") this.note.note(args.join(" "));
    // A preview is what it shows.
    const short = process.stdout.isTTY && !this.verbose && command !== "preview";
    const colored = process.stdout.isTTY && !short && !process.env.NO_COLOR;
    const child = spawn(
      this.executable,
      [
        ...args,
        ...["--stack", this.stack, ...this.configFile(command)],
        ...["--non-interactive", "--suppress-progress", "--color", colored ? "always" : "never"],
      ],
      { cwd: root, env: this.variables, stdio: ["ignore", "pipe", "pipe"] },
    );
    const progress = short ? new Progress(`${command} of ${this.stack}`, process.stdout) : undefined;
    let output = "";
    for (const [stream, sink] of [
      [child.stdout, process.stdout] as const,
      [child.stderr, process.stderr] as const,
    ]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (progress) progress.take(chunk.toString());
        else sink.write(chunk);
      });
    }
    const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
    const code = await interruption.during(closed);
    progress?.end(code === 0 ? "done" : interruption.happened ? "interrupted" : "failed");
    this.files.keep();
    if (code !== 0) interruption.refuse();
    return { ok: code === 0, output };
  }

  /**
   * Runs any command of the CLI for a person, on this stack where none is named. Returns its exit code.
   *
   * @param words what is no flag among the arguments
   * @param input for its standard input, instead of this process's
   */
  passThrough(args: string[], words: string[], input?: Buffer): number {
    this.files.prepare();
    const command = words.slice(0, 2);
    const named = args.some((arg) => /^(?:-s|--stack)(?:=|$)/.test(arg));
    const stack = needsStack(command) && !named ? ["--stack", this.stack] : [];
    const own = [...this.configFile(command[0]), ...stack];
    // Ctrl-C reaches the CLI too, which says what there is to say: stay for it, and keep what it wrote.
    const stay = () => undefined;
    process.on("SIGINT", stay);
    const { status, signal } = spawnSync(this.executable, [...args, ...own], {
      // These look for the stack's file where they run, and some write it.
      cwd: /^(?:config|stack (?:change-secrets-provider|init|rename|rm|select))\b/.test(command.join(" "))
        ? this.files.folder
        : root,
      env: this.variables,
      stdio: [input ? "pipe" : "inherit", "inherit", "inherit"],
      input,
    });
    process.off("SIGINT", stay);
    // `stack init` of a name without a file makes none.
    if (this.files.exist()) this.files.keep();
    return status ?? (signal === "SIGINT" ? 130 : 1);
  }

  /**
   * Encrypts the stack's secrets anew, in its file and in its state, for another passphrase.
   *
   * @throws Failure when the CLI does not
   */
  changePassphrase(passphrase: string): void {
    this.files.prepare();
    const args = [
      "stack",
      "change-secrets-provider",
      "passphrase",
      "--stack",
      this.stack,
      "--non-interactive",
    ];
    const { status, stderr } = spawnSync(this.executable, args, {
      cwd: this.files.folder,
      env: this.environment,
      encoding: "utf8",
      input: `${passphrase}\n`,
    });
    this.files.keep();
    if (status !== 0)
      throw new Failure(`The secrets of stack ${this.stack} cannot be encrypted anew: ${stderr.trim()}`);
  }

  /** For commands that run the program: the stack's whole configuration. */
  private configFile(command: string | undefined): string[] {
    if (!programCommands.includes(command ?? "")) return [];
    const file = this.replaced ? this.files.variant(this.replaced) : this.files.whole;
    return ["--config-file", file];
  }
}

/** How the CLI says that there is no such stack. */
export const noStack = /no stack named|not found/i;

/** Commands of the CLI that run the program. */
const programCommands = [...storing, "import"];

function needsStack([command = "", what = ""]: string[]): boolean {
  if (command === "stack") return ["export", "import", "output", "history", "graph"].includes(what);
  return [...programCommands, "cancel", "logs", "state"].includes(command);
}
