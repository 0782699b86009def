import { spawn, spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { backendUrl } from "../../components/owner";
import { explain } from "./explain";
import { Failure } from "./fail";
import { root } from "./project";

/** Where state, its passphrase and our notes live unless the user is logged in to a backend. Never committed. */
const localFolder = path.join(root, ".pulumi-state");

/** The Pulumi CLI on one stack: found, pointed at a backend, with nothing to answer. */
export class Pulumi {
  readonly environment: NodeJS.ProcessEnv;
  readonly executable: string;
  private readonly note: string;

  constructor(readonly stack: string) {
    this.executable = findCli();
    this.note = path.join(localFolder, `${stack}.unfinished`);
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

  /** Takes away the lock of a command that was killed: its process does not exist any more. */
  releaseDeadLocks(): void {
    const url = this.environment.PULUMI_BACKEND_URL ?? "";
    if (!url.startsWith("file://")) return;
    const locks = path.join(url.slice("file://".length), ".pulumi", "locks");
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

  /** Makes the stack when the backend does not have it. */
  select(): void {
    if (this.unfinished) this.releaseDeadLocks();
    const { status, stderr } = this.quiet(["stack", "select", "--create", this.stack]);
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
    const { status, stdout } = this.quiet([
      "stack",
      "output",
      "--json",
      "--show-secrets",
      "--stack",
      this.stack,
    ]);
    return status === 0 ? (JSON.parse(stdout) as Record<string, string>) : {};
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
    const { status, stdout, stderr } = this.quiet([
      "config",
      "--json",
      "--show-secrets",
      "--stack",
      this.stack,
    ]);
    if (status !== 0)
      throw new Failure(`The configuration of stack ${this.stack} cannot be read: ${stderr.trim()}`);
    const entries = Object.entries(JSON.parse(stdout) as Record<string, { value?: string }>);
    return Object.fromEntries(entries.map(([key, { value }]) => [key, value ?? ""]));
  }

  /** Runs a command that shows its progress. Returns what it printed as well, to explain a failure. */
  async show(args: string[]): Promise<{ ok: boolean; output: string }> {
    fs.mkdirSync(localFolder, { recursive: true });
    fs.writeFileSync(this.note, `${args.join(" ")}\n`);
    const child = spawn(
      this.executable,
      [...args, "--stack", this.stack, "--non-interactive", "--suppress-progress", "--color", color()],
      {
        cwd: root,
        env: this.environment,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    // Ctrl-C reaches Pulumi too, which then ends in good order: wait for that.
    const wait = () =>
      console.error("\nEnding in good order; press Ctrl-C again to cut off what is going on.");
    process.on("SIGINT", wait);
    let output = "";
    for (const [stream, sink] of [
      [child.stdout, process.stdout] as const,
      [child.stderr, process.stderr] as const,
    ]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        sink.write(chunk);
      });
    }
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    process.off("SIGINT", wait);
    if (code === 0) fs.rmSync(this.note, { force: true });
    return { ok: code === 0, output };
  }

  quiet(args: string[]) {
    return spawnSync(this.executable, [...args, "--non-interactive"], {
      cwd: root,
      env: this.environment,
      encoding: "utf8",
      maxBuffer: 256 << 20,
    });
  }
}

/** A CLI on PATH is used as it is; else the launcher that came with `npm ci`, which downloads one. */
function findCli(): string {
  // npm puts these in front, wherever it was called from: the launcher there must not hide an installed CLI.
  const launchers = path.join("node_modules", ".bin");
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(launchers));
  const found = folders.map((folder) => path.join(folder, "pulumi")).find((file) => fs.existsSync(file));
  if (found) return found;
  const launcher = path.join(root, launchers, "pulumi");
  const { status, stderr } = spawnSync(launcher, ["version"], { encoding: "utf8" });
  if (status === 0) return launcher;
  throw new Failure(
    "The Pulumi CLI is neither on PATH nor can it be downloaded" +
      `${stderr?.trim() ? ` (${stderr.trim().split("\n").pop()})` : ""}. ` +
      "Install it (https://www.pulumi.com/docs/install/), or on a host without internet unpack its archive into a folder on PATH. " +
      "`npm run render` works without it.",
  );
}

/** The user's own backend when logged in; else files beside the program, encrypted with a generated passphrase. */
function backend(): NodeJS.ProcessEnv {
  const {
    PULUMI_BACKEND_URL,
    PULUMI_ACCESS_TOKEN,
    PULUMI_CONFIG_PASSPHRASE,
    PULUMI_CONFIG_PASSPHRASE_FILE,
    PULUMI_HOME,
  } = process.env;
  if (PULUMI_BACKEND_URL || PULUMI_ACCESS_TOKEN) return {};
  const credentials = path.join(PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"), "credentials.json");
  if (
    fs.existsSync(credentials) &&
    (JSON.parse(fs.readFileSync(credentials, "utf8")) as { current?: string }).current
  )
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

function isAlive(pid: number): boolean {
  // A killed process keeps its number until somebody asks for its end: in a container without an init, for ever.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  if (stdout?.trim().startsWith("Z")) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
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
