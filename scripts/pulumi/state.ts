import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { backendUrl, localState, ownerOf, stateFolder, withoutSecrets } from "../../components/config/owner";
import type { Owner } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import { root } from "../offline/project";
import { decrypted } from "./decrypted";
import { explain } from "./explain";
import { noStack } from "./pulumi";
import type { StackReader } from "./stack-reader";

/** A resource as a state holds it, secrets in clear: never to be shown. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
}

interface Answer {
  resources: StateResource[];
  /** Why it could not be read, although there is one. */
  failed?: string;
}

/** What a stack's state held before a command. Asking the CLI takes its time: files are set aside, and asked for when needed. */
export class State {
  private readonly kept?: Map<string, Buffer>;
  private asked?: Promise<Answer>;

  /** @param project the project's name */
  constructor(
    private readonly pulumi: StackReader,
    private readonly project: string,
  ) {
    const folder = stateFolder(backendUrl(pulumi));
    if (folder) this.kept = setAside(folder, project, pulumi.stack);
    // Elsewhere beside other work: later it would be another state.
    else void this.answer();
  }

  /** Its resources; none when there is no such stack. */
  async resources(): Promise<StateResource[]> {
    return (await this.answer()).resources;
  }

  /**
   * Ids of what Docker made for it.
   *
   * @throws Failure when there is a state that cannot be read: what it holds must not be taken for another's
   */
  async ids(): Promise<Set<string>> {
    const { resources, failed } = await this.answer();
    const { stack } = this.pulumi;
    if (failed)
      throw new Failure(
        `The state of stack ${stack} cannot be read: ${failed}\n${explain(failed, "stack export", stack)}`,
      );
    const docker = resources.filter(({ type }) => type.startsWith("docker:"));
    return new Set(docker.flatMap(({ id }) => id ?? []));
  }

  /**
   * Throws when the stack lives in this folder's own state, which is not used now because another backend is chosen.
   *
   * @throws Failure saying which backend is used, why, and how to go on
   */
  async refuseLeftBehind({ took }: Owner): Promise<void> {
    const { environment, stack } = this.pulumi;
    const url = backendUrl({ environment });
    const own = localState({ root });
    // One that was taken over is history.
    if (took.includes(ownerOf(own) ?? "")) return;
    if (
      stateFolder(url) === own ||
      !hasResources(own, this.project, stack) ||
      (await this.resources()).length > 0
    )
      return;
    const variable = environment.PULUMI_BACKEND_URL ? "PULUMI_BACKEND_URL" : "PULUMI_ACCESS_TOKEN";
    const [why, undo, without] = environment[variable]
      ? [`${variable} is set`, `unset ${variable}`, `env -u ${variable} ${passphraseless.slice(4)}`]
      : ["you are logged in there", "pulumi logout", "pulumi logout; "];
    const first = environment[variable] ? without : `pulumi logout; ${passphraseless}`;
    throw new Failure(
      [
        `The stack ${stack} lives in ${own}, which is not used now: ${why}, so its state is looked for in ${withoutSecrets(url)}, where it is not. Nothing was touched.`,
        "Ways on:",
        `  - go on where it lives: ${undo}`,
        "  - move it:",
        `      umask 077   # the file holds all secrets in clear`,
        `      ${first}npm run pulumi -- stack export --show-secrets --file moving.json --stack ${stack}`,
        ...(without.startsWith("pulumi") ? [`      pulumi login ${withoutSecrets(url)}`] : []),
        `      npm run pulumi -- stack import --file moving.json --stack ${stack}; rm moving.json`,
        `      npm run up -- --stack ${stack} --take-over`,
        `    (a line encryptionsalt, and values marked secure:, in Pulumi.${stack}.local.yaml are of the former passphrase:`,
        "    with another one remove them before the import, and set these values again after it)",
        `  - begin anew in ${withoutSecrets(url)} with the data that is there: npm run up -- --stack ${stack} --take-over`,
      ].join("\n"),
    );
  }

  private answer(): Promise<Answer> {
    this.asked ??= this.kept ? this.unpacked(this.kept) : exported(this.pulumi, {});
    return this.asked;
  }

  /** The CLI reads what was set aside as a backend of its own. */
  private async unpacked(files: Map<string, Buffer>): Promise<Answer> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-state-"));
    try {
      for (const [name, content] of files) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), content);
      }
      return await exported(this.pulumi, { PULUMI_BACKEND_URL: `file://${folder}` });
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }
}

/** The folder's own state is of its own passphrase, whatever the other backend's is. */
const passphraseless = "env -u PULUMI_CONFIG_PASSPHRASE -u PULUMI_CONFIG_PASSPHRASE_FILE ";

/** What a stack's state in files consists of, by their paths in its folder. */
function setAside(folder: string, project: string, stack: string): Map<string, Buffer> {
  const stacks = path.join(".pulumi", "stacks", project);
  const names = [
    path.join(".pulumi", "meta.yaml"),
    ...[".json", ".json.gz"].map((end) => path.join(stacks, stack + end)),
  ];
  const there = names.filter((name) => fs.existsSync(path.join(folder, name)));
  return new Map(there.map((name) => [name, fs.readFileSync(path.join(folder, name))]));
}

/** Whether a state in files holds something of a stack, read without the CLI, which would need its passphrase. */
function hasResources(folder: string, project: string, stack: string): boolean {
  const file = path.join(folder, ".pulumi", "stacks", project, `${stack}.json`);
  try {
    const { checkpoint } = JSON.parse(fs.readFileSync(file, "utf8")) as {
      checkpoint?: { latest?: { resources?: { type: string }[] } };
    };
    return (checkpoint?.latest?.resources ?? []).some(({ type }) => type.startsWith("docker:"));
  } catch {
    return false;
  }
}

function exported({ executable, environment, stack }: StackReader, more: NodeJS.ProcessEnv): Promise<Answer> {
  const args = ["stack", "export", "--show-secrets", "--non-interactive", "--stack", stack];
  const child = spawn(executable, args, {
    cwd: root,
    env: { ...environment, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve({ resources: [], failed: message }));
    child.once("close", (status) => {
      if (status !== 0)
        return resolve({ resources: [], failed: noStack.test(errors) ? undefined : errors.trim() });
      try {
        const { deployment } = decrypted(text) as { deployment: { resources?: StateResource[] } };
        resolve({ resources: deployment.resources ?? [] });
      } catch {
        resolve({ resources: [], failed: "what the Pulumi CLI printed is not a state" });
      }
    });
  });
}
