import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Failure } from "../command/fail";
import { root, type StackTree, stackTree } from "../offline/project";
import { backendVariables } from "../pulumi/backend";
import { StackReader } from "../pulumi/stack-reader";
import { unusable } from "../pulumi/surroundings";
import { StackFiles } from "../settings/stack-files";
import { secretsIn, textsIn } from "./secrets";

/** What can be known of a stack's secrets. */
export interface Known {
  /** In clear: never to be shown. */
  secrets: string[];
  /** Why there may be others; undefined: all are known. */
  others?: string;
}

/** Reads what the Pulumi CLI knows of a stack, and leaves everything as it is: what the CLI writes goes into a folder of its own. */
export class Onlooker {
  readonly reader: StackReader;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-doctor-"));
  private readonly files: StackFiles;
  private read?: Record<string, string>;

  /** @param executable path of the CLI */
  constructor(
    private readonly stack: string,
    executable: string,
  ) {
    this.files = new StackFiles(stack, root, this.folder);
    const variables = backendVariables({ make: false });
    this.reader = new StackReader(stack, { executable, files: this.files, variables });
  }

  /**
   * The stack's configuration, secrets in clear.
   *
   * @throws Failure when it cannot be read
   */
  config(): Record<string, string> {
    this.files.prepare();
    return (this.read ??= this.reader.config());
  }

  /** Every secret of the configuration, and those that were generated. @param made whether the stack was ever made */
  known(made: boolean): Known {
    const tree = stackTree(this.stack);
    const secrets = [...passphrases(this.reader.environment)];
    let others: string | undefined;
    if (hasSecrets(tree))
      try {
        secrets.push(...secretsIn(tree, this.config()));
      } catch (error) {
        others = (error as Error).message;
      }
    const generated = made ? this.reader.outputsOf("random:index/randomPassword:RandomPassword") : [];
    if (made && generated.length === 0) others ??= "the stack's state cannot be read";
    return { secrets: [...secrets, ...textsIn(generated)], ...(others ? { others } : {}) };
  }

  close(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Somebody who looks on where the Pulumi CLI can be used; else why not, if there is more to say than that there is none.
 *
 * @param cli path of the CLI; undefined: there is none
 */
export function lookOn(stack: string, cli: string | undefined): { onlooker?: Onlooker; trouble?: string } {
  try {
    // What the user's shell names: the state beside the program need not be there yet.
    const trouble = unusable(process.env);
    return cli && !trouble ? { onlooker: new Onlooker(stack, cli) } : { trouble };
  } catch (error) {
    // A stack without a file, or one that cannot be read, is told with the configuration.
    return { trouble: error instanceof Failure ? undefined : (error as Error).message };
  }
}

/** Whether a stack's configuration has anything that is encrypted. */
export function hasSecrets(tree: StackTree): boolean {
  return /"secure":/.test(JSON.stringify(tree));
}

function passphrases(environment: NodeJS.ProcessEnv): string[] {
  const {
    PULUMI_CONFIG_PASSPHRASE: text,
    PULUMI_CONFIG_PASSPHRASE_FILE: file,
    PULUMI_ACCESS_TOKEN: token,
  } = environment;
  const kept = file && fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined;
  return [text, kept, token].filter((one) => one !== undefined);
}
