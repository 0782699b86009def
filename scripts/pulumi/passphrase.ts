import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { localState, stateFolder } from "../../components/config/owner";
import { here } from "../command/stack-name";
import { project, root } from "../offline/project";

/** The passphrase a command would use, how to call where it is from, and whether the user chose it. */
interface Passphrase {
  phrase: string;
  from: string;
  own: boolean;
}

function passphraseIn(environment: NodeJS.ProcessEnv): Passphrase | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: named } = environment;
  if (text !== undefined) return { phrase: text, from: "PULUMI_CONFIG_PASSPHRASE", own: true };
  const generated = path.join(localState({ root }), "passphrase");
  // The CLI is told of the generated one by the variable, too.
  const own = named !== undefined && named !== generated;
  const from = own ? `PULUMI_CONFIG_PASSPHRASE_FILE (${named})` : ".pulumi-state/passphrase";
  const phrase = read(named ?? generated)?.trim();
  return phrase === undefined ? undefined : { phrase, from, own };
}

/**
 * Whether a passphrase made a salt as the Pulumi CLI writes it, `v1:<salt>:v1:<nonce>:<text>`: the text inside is a known
 * one. undefined when it is of another form.
 */
export function fits(phrase: string, salt: string): boolean | undefined {
  const match = /^v1:([^:]+):v1:([^:]+):([^:]+)$/.exec(salt.trim());
  if (!match) return undefined;
  const [seed, nonce, sealed] = match.slice(1).map((part) => Buffer.from(part, "base64")) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const key = crypto.pbkdf2Sync(phrase, seed, 1_000_000, 32, "sha256");
  const cipher = crypto.createDecipheriv("aes-256-gcm", key, nonce);
  cipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString() === "pulumi";
  } catch {
    return false;
  }
}

/** What the secrets in a stack's file, and those in its state, were encrypted with. */
interface Salts {
  file?: { name: string; salt: string };
  state?: string;
}

function saltsOf(stack: string, environment: NodeJS.ProcessEnv): Salts {
  // The file of this host stands above the committed one.
  const [file] = [`Pulumi.${stack}.local.yaml`, `Pulumi.${stack}.yaml`].flatMap((name) => {
    const salt = /^encryptionsalt: *(\S+)/m.exec(read(path.join(root, name)) ?? "")?.[1];
    return salt ? [{ name, salt }] : [];
  });
  const { PULUMI_BACKEND_URL: url } = environment;
  const folder = url === undefined ? localState({ root }) : stateFolder(url);
  if (!folder) return { file };
  const stacks = path.join(folder, ".pulumi", "stacks");
  const state = [path.join(stacks, project().name), stacks]
    .map((place) => read(path.join(place, `${stack}.json`)))
    .find((text) => text !== undefined);
  return { file, state: /"salt": *"([^"]+)"/.exec(state ?? "")?.[1] };
}

/** Why a passphrase was refused, and the way out of that very case. */
export function passphraseTrouble(
  output: string,
  stack: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const used = passphraseIn(environment);
  if (!used || /passphrase must be set/i.test(output)) {
    return (
      "No passphrase is set, and this stack's secrets are encrypted with one: set PULUMI_CONFIG_PASSPHRASE, or " +
      "PULUMI_CONFIG_PASSPHRASE_FILE to a file with it, to the one the stack was made with (for a new stack: to one you choose and keep)."
    );
  }
  return (
    misfit(stack, environment) ??
    `The passphrase in ${used.from} does not fit the secrets of stack ${stack}. ${rightOne(used)}`
  );
}

/** Whose secrets the passphrase in use does not open: the state's, or those in the stack's file; undefined: it fits. */
export function misfit(
  stack: string,
  environment: NodeJS.ProcessEnv,
  salts: Salts = saltsOf(stack, environment),
): string | undefined {
  const used = passphraseIn(environment);
  if (!used) return undefined;
  if (salts.state && fits(used.phrase, salts.state) === false)
    return `The passphrase in ${used.from} is not the one stack ${stack} was made with. ${rightOne(used)}`;
  if (salts.file && fits(used.phrase, salts.file.salt) === false) {
    return here(
      `The line encryptionsalt in ${salts.file.name} is of another passphrase than ${used.from}: the file was encrypted in another checkout, ` +
        "or for another backend. Either set PULUMI_CONFIG_PASSPHRASE to the passphrase of that one; or remove that line and all values marked " +
        "`secure:` from the file, and set these again: npm run pulumi -- config set --secret <key>",
      stack,
    );
  }
  return undefined;
}

/** Where the passphrase in use is from, if it does not open what a salt is of. */
export function opensNot(salt: string, environment: NodeJS.ProcessEnv): string | undefined {
  const used = passphraseIn(environment);
  return used && fits(used.phrase, salt) === false ? used.from : undefined;
}

function rightOne({ own }: Passphrase): string {
  return own
    ? "Set it to the one the stack was made with."
    : "Put back the file as it was when the stack was made, or set PULUMI_CONFIG_PASSPHRASE to what it held.";
}

function read(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}
