import { spawn, spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { backendUrl, localState, loggedIn, stateFolder } from "../../components/config/owner";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import { isAlive } from "../command/process";
import { project, root } from "../offline/project";
import { storing } from "../settings/flags";
import { StackFiles } from "../settings/stack-files";
import { explain } from "./explain";
import { findCli } from "./find-cli";
import { Progress } from "./progress";

/** Where state, its passphrase and our notes live unless the user is logged in to a backend. Never committed. */
const localFolder = localState({ root });

/** The Pulumi CLI on one stack: found, pointed at a backend, with nothing to answer (docs/decisions/pulumi-cli-wrapper.md). */
export class Pulumi {
  readonly environment: NodeJS.ProcessEnv;
  readonly executable: string;
  private readonly note: string;
  private readonly files: StackFiles;
  /** Stands above the stack's configuration in this process, and is kept nowhere. */
  private replaced?: Record<string, string>;

  /** @param verbose everything Pulumi says, also on a terminal. @default false */
  constructor(
    readonly stack: string,
    private readonly verbose = false,
  ) {
    this.executable = findCli();
    this.note = path.join(localFolder, `${stack}.unfinished`);
    this.files = stackFiles(stack);
    this.environment = {
      ...process.env,
      ...backend(),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Types are checked by `npm run lint`; checking them at every `up` would cost seconds.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
  }

  /** True when an earlier command was cut off in the middle. */
  get unfinished(): boolean {
    return fs.existsSync(this.note);
  }

  /** Has the next `up` look at what there is before it trusts the state. */
  leaveUnfinished(): void {
    fs.writeFileSync(this.note, "refresh\n");
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

  /** Takes away the lock of a command that was killed: its process does not exist any more. */
  releaseDeadLocks(): void {
    const folder = stateFolder(this.environment.PULUMI_BACKEND_URL ?? "");
    if (!folder) return;
    const locks = path.join(folder, ".pulumi", "locks");
    if (!fs.existsSync(locks)) return;
    for (const name of fs.readdirSync(locks, { recursive: true, encoding: "utf8" })) {
      if (path.basename(path.dirname(name)) !== this.stack || !name.endsWith(".json")) continue;
      const lock = path.join(locks, name);
      const { pid, hostname } = JSON.parse(fs.readFileSync(lock, "utf8")) as {
        pid: number;
        hostname: string;
      };
      if (hostname === os.hostname() && !isAlive(pid)) fs.rmSync(lock);
    }
  }

  /** Makes the stack when the backend does not have it, or refuses one it does not have. */
  select({ create } = { create: true }): void {
    if (this.unfinished) this.releaseDeadLocks();
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

  /** What the backend knows: URNs of the stack's resources, with their ids. */
  resources(): { urn: string; type: string; id?: string }[] {
    const { status, stdout, stderr } = this.quiet(["stack", "export", "--stack", this.stack]);
    if (status !== 0) throw new Failure(`The state of stack ${this.stack} cannot be read: ${stderr.trim()}`);
    const { deployment } = JSON.parse(stdout) as {
      deployment: { resources?: { urn: string; type: string; id?: string }[] };
    };
    return deployment.resources ?? [];
  }

  /** The organisation a stack is in when its name does not say: the default one, else the user's own. */
  organization(): string {
    if (!/^https?:/.test(backendUrl({ environment: this.environment }))) return "organization";
    const name = (args: string[]) => /^\S+$/.exec(this.quiet(args).stdout.trim())?.[0];
    return name(["org", "get-default"]) ?? name(["whoami"]) ?? "";
  }

  /** Outputs of the stack, secrets in clear. */
  outputs(): Record<string, string> {
    const { status, stdout, stderr } = this.quiet([
      "stack",
      "output",
      "--json",
      "--show-secrets",
      "--stack",
      this.stack,
    ]);
    // A stack without outputs ends well: this is about the passphrase, or the backend.
    if (status !== 0)
      throw new Failure(
        `The outputs of stack ${this.stack} cannot be read: ${stderr.trim()}\n${explain(stderr, "stack output", this.stack)}`,
      );
    return JSON.parse(stdout) as Record<string, string>;
  }

  /** Outputs of the stack's resources of a type, secrets in clear: never to be shown. */
  outputsOf(type: string): Record<string, unknown>[] {
    const { status, stdout } = this.quiet(["stack", "export", "--show-secrets", "--stack", this.stack]);
    if (status !== 0) return [];
    const { deployment } = decrypted(stdout) as {
      deployment: { resources?: { type: string; outputs?: Record<string, unknown> }[] };
    };
    return (deployment.resources ?? []).flatMap((r) => (r.type === type && r.outputs ? [r.outputs] : []));
  }

  /** The stack's configuration as the program gets it, secrets in clear: never to be shown. */
  config(): Record<string, string> {
    const { status, stdout, stderr } = this.quiet(
      ["config", "--json", "--show-secrets", "--stack", this.stack],
      this.files.folder,
    );
    if (status !== 0)
      throw new Failure(
        `The configuration of stack ${this.stack} cannot be read: ${stderr.trim()}\n${explain(stderr, "config", this.stack)}`,
      );
    const entries = Object.entries(JSON.parse(stdout) as Record<string, { value?: string }>);
    return Object.fromEntries(entries.map(([key, { value }]) => [key, value ?? ""]));
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
    fs.mkdirSync(localFolder, { recursive: true });
    fs.writeFileSync(this.note, `${args.join(" ")}\n`);
    // A preview is what it shows.
    const short = process.stdout.isTTY && !this.verbose && command !== "preview";
    const child = spawn(
      this.executable,
      [
        ...args,
        ...["--stack", this.stack, ...this.configFile(command)],
        ...["--non-interactive", "--suppress-progress", "--color", short ? "never" : color()],
      ],
      { cwd: root, env: this.environment, stdio: ["ignore", "pipe", "pipe"] },
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
    if (code === 0) fs.rmSync(this.note, { force: true });
    else interruption.refuse();
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
    const own = [
      ...this.configFile(command[0]),
      ...(needsStack(command) && !named ? ["--stack", this.stack] : []),
    ];
    // Ctrl-C reaches the CLI too, which says what there is to say: stay for it, and keep what it wrote.
    const stay = () => undefined;
    process.on("SIGINT", stay);
    const { status, signal } = spawnSync(this.executable, [...args, ...own], {
      // These look for the stack's file where they run, and some write it.
      cwd: /^(?:config|stack (?:change-secrets-provider|init|rename|rm|select))\b/.test(command.join(" "))
        ? this.files.folder
        : root,
      env: this.environment,
      stdio: [input ? "pipe" : "inherit", "inherit", "inherit"],
      input,
    });
    process.off("SIGINT", stay);
    // `stack init` of a name without a file makes none.
    if (this.files.exist()) this.files.keep();
    return status ?? (signal === "SIGINT" ? 130 : 1);
  }

  /** For commands that run the program: the stack's whole configuration. */
  private configFile(command: string | undefined): string[] {
    if (!programCommands.includes(command ?? "")) return [];
    const file = this.replaced ? this.files.variant(this.replaced) : this.files.whole;
    return ["--config-file", file];
  }

  quiet(args: string[], folder = root) {
    interruption.refuse();
    const result = spawnSync(this.executable, [...args, "--non-interactive"], {
      cwd: folder,
      env: this.environment,
      encoding: "utf8",
      maxBuffer: 256 << 20,
    });
    if (result.signal === "SIGINT") throw interruption.failure();
    return result;
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

/** The files of a stack, in the form of this version. */
function stackFiles(stack: string): StackFiles {
  const files = new StackFiles(stack);
  // Only the default one: a team may be about to commit what it wrote into its own.
  if (stack !== "dev" || !files.release()) return files;
  const [committed, local] = [files.committed, files.local].map((file) => path.basename(file));
  console.log(`Settings of this host moved from ${committed} to ${local}, which git ignores.`);
  // With a local file, the whole stands elsewhere.
  return new StackFiles(stack);
}

/** The user's own backend when logged in; else files beside the program, encrypted with a generated passphrase. */
function backend(): NodeJS.ProcessEnv {
  const { env: environment } = process;
  const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = environment;
  if (environment.PULUMI_BACKEND_URL || environment.PULUMI_ACCESS_TOKEN || loggedIn({ environment }))
    return {};

  fs.mkdirSync(localFolder, { recursive: true, mode: 0o700 });
  const passphrase = path.join(localFolder, "passphrase");
  if (!fs.existsSync(passphrase)) {
    fs.writeFileSync(passphrase, crypto.randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
  const own = PULUMI_CONFIG_PASSPHRASE !== undefined || PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  return {
    PULUMI_BACKEND_URL: `file://${localFolder}`,
    ...(own ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: passphrase }),
  };
}

function color(): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? "always" : "never";
}

/** JSON with what stands in it as secret, in secrets again, in its place. */
export function decrypted(text: string): unknown {
  return JSON.parse(text, (_, value: { plaintext?: unknown } | null) =>
    typeof value?.plaintext === "string" ? decrypted(value.plaintext) : value,
  );
}
