import * as fs from "node:fs";

import { Failure } from "../command/fail";
import { explain } from "../pulumi/explain";
import { opensNot } from "../pulumi/passphrase";
import type { Pulumi } from "../pulumi/pulumi";
import type { Archive } from "./archive";
import { fileNames, untouched } from "./manifest";

/** What of a state is looked at. */
interface Exported {
  deployment?: { secrets_providers?: { type?: string; state?: { salt?: string } } };
}

/**
 * The stack's state as a backup holds it. It names the stack in everything, so that a stack of another name cannot have it:
 * that one makes its own, on the data.
 */
export class RestoredState {
  private readonly file: string;
  /** Whether the stack gets it. */
  readonly fits: boolean;

  constructor(
    archive: Archive,
    private readonly pulumi: Pulumi,
  ) {
    this.file = archive.path(fileNames.state);
    this.fits = archive.manifest.stack === pulumi.stack && fs.existsSync(this.file);
  }

  /** @throws Failure when its secrets cannot be opened here, or the stack has content that would not fit the data */
  check(): void {
    const { environment, stack } = this.pulumi;
    const { deployment } = JSON.parse(fs.readFileSync(this.file, "utf8")) as Exported;
    const salt = deployment?.secrets_providers?.state?.salt;
    const from = salt === undefined ? undefined : opensNot(salt, environment);
    if (from !== undefined)
      throw new Failure(
        `The passphrase in ${from} is not the one this backup's secrets were encrypted with; it is kept in no backup. ${untouched} ` +
          `Put that one there (on the former host it is in .pulumi-state/passphrase, unless PULUMI_CONFIG_PASSPHRASE was set), then restore.`,
      );
    if (!this.fits && this.inUse())
      throw new Failure(
        `The stack ${stack} is up, and the backup is of another one, whose state it cannot have. ${untouched} ` +
          `Remove ${stack} first (npm run destroy -- --stack ${stack} --delete-data), or choose another name.`,
      );
  }

  /** Puts it in the place of the one that is there. */
  put(): void {
    if (!this.fits) return;
    const { stack } = this.pulumi;
    const args = ["stack", "import", "--file", this.file, "--stack", stack];
    const { status, stderr } = this.pulumi.quiet(args);
    if (status !== 0)
      throw new Failure(
        `The state of stack ${stack} cannot be restored: ${stderr.trim()}\n${explain(stderr, "stack import", stack)}`,
      );
  }

  private inUse(): boolean {
    const { status } = this.pulumi.quiet(["stack", "export", "--stack", this.pulumi.stack]);
    return status === 0 && this.pulumi.resources().some(({ type }) => type.startsWith("docker:"));
  }
}
