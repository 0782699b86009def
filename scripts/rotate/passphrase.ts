import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { Failure } from "../command/fail";
import { localFolder } from "../pulumi/backend";
import { misfit } from "../pulumi/passphrase";
import { Pulumi } from "../pulumi/pulumi";
import { takeTurn } from "../pulumi/turn";

/**
 * Encrypts the secrets of every stack in this folder's state with another generated passphrase. Cut off in the middle, the
 * next one goes on: the new passphrase is kept beside the old one until the last stack has it.
 *
 * @throws Failure where the passphrase is the user's, or does not fit
 */
export async function rotatePassphrase(stack: string): Promise<void> {
  const pulumi = new Pulumi(stack);
  const file = path.join(localFolder, "passphrase");
  refuseForeign(pulumi, file);
  const names = stacks(pulumi);
  // Two that rotate wait for each other in one order.
  for (const name of [...names].sort())
    await takeTurn({ stack: name, environment: pulumi.environment }, "rotate");
  const next = `${file}.new`;
  if (!fs.existsSync(next))
    fs.writeFileSync(next, crypto.randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  const passphrase = fs.readFileSync(next, "utf8").trim();
  const withNext = { ...pulumi.environment, PULUMI_CONFIG_PASSPHRASE_FILE: next };

  const todo = names.filter((name) => {
    const old = misfit(name, pulumi.environment);
    // Has it from an attempt before.
    if (old !== undefined && misfit(name, withNext) !== undefined) {
      fs.rmSync(next);
      throw new Failure(`${old} Nothing was changed.`);
    }
    return old === undefined;
  });
  for (const name of todo) new Pulumi(name).changePassphrase(passphrase);
  fs.renameSync(next, file);
  console.log(
    `The secrets of ${names.join(", ")} are encrypted with another passphrase, in .pulumi-state/passphrase: back it up beside the state. ` +
      "Copies of the state from before (.pulumi-state/.pulumi/backups and history, your own backups) still open with the old one.",
  );
}

function refuseForeign({ environment }: Pulumi, file: string): void {
  const { PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: named } = environment;
  if (text === undefined && named === file) return;
  throw new Failure(
    text === undefined && named === undefined
      ? "This stack's secrets are encrypted by its backend, without a passphrase of this folder's. Nothing was changed."
      : "The passphrase is one of yours, by PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE: " +
          "npm run pulumi -- stack change-secrets-provider passphrase asks for the new one; then set that variable to it, everywhere. Nothing was changed.",
  );
}

/** Stacks of this project in its state. */
function stacks(pulumi: Pulumi): string[] {
  const { status, stdout, stderr } = pulumi.quiet(["stack", "ls", "--json"]);
  if (status !== 0) throw new Failure(`The stacks cannot be listed: ${stderr.trim()}. Nothing was changed.`);
  return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name.split("/").pop() ?? name);
}
