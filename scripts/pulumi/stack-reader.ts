import { spawnSync } from "node:child_process";

import { digestVariable } from "../../components/config/digests";
import { gpuVariable } from "../../components/config/gpu";
import { backendUrl } from "../../components/config/owner";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import { root } from "../offline/project";
import { currentFiles } from "../settings/current-files";
import type { StackFiles } from "../settings/stack-files";
import { withCarried } from "../supply/carried";
import { backendVariables } from "./backend";
import { decrypted } from "./decrypted";
import { explain } from "./explain";
import { findCli } from "./find-cli";
import { pluginVariables } from "./plugin-server";

/** What the Pulumi CLI knows of one stack: found, pointed at a backend, with nothing to answer. Changes nothing there. */
export class StackReader {
  /** Variables the CLI runs with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Path of the CLI. */
  readonly executable: string;
  protected readonly files: StackFiles;

  /** @param means what it works with. @default what commands that change something do, made where it is missing */
  constructor(
    readonly stack: string,
    means?: { executable: string; files: StackFiles; variables: NodeJS.ProcessEnv },
  ) {
    this.executable = means?.executable ?? findCli();
    this.files = means?.files ?? currentFiles(stack);
    this.environment = {
      ...process.env,
      ...(means?.variables ?? backendVariables()),
      ...pluginVariables(this.files),
      PATH: withCarried(process.env.PATH),
      // Above the host for the Docker provider, below it for the docker command: it is in DOCKER_HOST by now.
      DOCKER_CONTEXT: undefined,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Types are checked by `npm run lint`; checking them at every `up` would cost seconds.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
  }

  /** Variables that a command of it runs with now: what the engine was asked for may have been asked since. */
  protected get variables(): NodeJS.ProcessEnv {
    const { [gpuVariable]: gpu, [digestVariable]: digests } = process.env;
    return { ...this.environment, [gpuVariable]: gpu, [digestVariable]: digests };
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

  /** Runs a command that asks nothing and shows nothing. */
  quiet(args: string[], folder = root) {
    interruption.refuse();
    const result = spawnSync(this.executable, [...args, "--non-interactive"], {
      cwd: folder,
      env: this.variables,
      encoding: "utf8",
      maxBuffer: 256 << 20,
    });
    if (result.signal === "SIGINT") throw interruption.failure();
    return result;
  }
}
