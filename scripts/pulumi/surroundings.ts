import * as fs from "node:fs";

import { loggedIn, stateFolder, withoutSecrets } from "../../components/config/owner";

/** Addresses of backends the Pulumi CLI knows. */
const backends = /^(?:https?|file|s3|gs|azblob|postgres(?:ql)?|mem):\/\//;

/** Why the Pulumi CLI could not work with the variables and the login it would use, and what to do; undefined: it can. */
export function unusable(environment: NodeJS.ProcessEnv): string | undefined {
  return backendTrouble(environment) ?? passphraseFileTrouble(environment);
}

function backendTrouble(environment: NodeJS.ProcessEnv): string | undefined {
  const { PULUMI_BACKEND_URL: named } = environment;
  const url = named || loggedIn({ environment });
  if (!url) return undefined;
  const shown = JSON.stringify(withoutSecrets(url));
  const [what, undo] = named
    ? [`PULUMI_BACKEND_URL is ${shown}`, "unset it"]
    : [`You are logged in to the Pulumi backend ${shown}`, "log out of it (pulumi logout)"];
  const otherwise = `or ${undo}: without it the state is kept in .pulumi-state of this checkout.`;
  if (!backends.test(url))
    return (
      `${what}, which is not the address of a Pulumi backend; allowed: https://…, file:///<folder>, s3://…, gs://…, azblob://… or postgres://…. ` +
      `Correct it, ${otherwise}`
    );
  const folder = stateFolder(url);
  const trouble = folder && ofFolder(folder);
  return trouble
    ? `${what}, and ${trouble}; allowed: a folder that is there and may be written, such as file:///srv/pulumi-state. Name one, make it one, ${otherwise}`
    : undefined;
}

function ofFolder(folder: string): string | undefined {
  try {
    if (!fs.statSync(folder).isDirectory()) return `${folder} is not a folder`;
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK);
    return undefined;
  } catch (error) {
    return reason(
      error,
      `there is no folder ${folder} on this machine`,
      `this user may not write in ${folder}`,
    );
  }
}

function passphraseFileTrouble({
  PULUMI_CONFIG_PASSPHRASE: text,
  PULUMI_CONFIG_PASSPHRASE_FILE: file,
}: NodeJS.ProcessEnv): string | undefined {
  // The one stands above the other.
  if (text !== undefined || file === undefined) return undefined;
  const trouble = ofFile(file);
  return trouble
    ? `PULUMI_CONFIG_PASSPHRASE_FILE is ${JSON.stringify(file)}, and ${trouble}; allowed: the path of a file with the passphrase that this stack's secrets are encrypted with. ` +
        "Name that file, or unset the variable: then PULUMI_CONFIG_PASSPHRASE is used, or, with a state in .pulumi-state, the passphrase there."
    : undefined;
}

function ofFile(file: string): string | undefined {
  try {
    if (!fs.statSync(file).isFile()) return "that is not a file";
    fs.accessSync(file, fs.constants.R_OK);
    return undefined;
  } catch (error) {
    return reason(error, "there is no such file on this machine", "this user may not read it");
  }
}

function reason(error: unknown, missing: string, forbidden: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return missing;
  return code === "EACCES" || code === "EPERM" || code === "EROFS" ? forbidden : message;
}
