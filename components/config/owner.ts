import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { Owner } from "../shared/naming";

/** What decides whose a stack is. */
export interface Place {
  environment: NodeJS.ProcessEnv;
  project: string;
  stack: string;
  /** Asked only where a backend has organisations. */
  organization: () => string;
  /** The checkout. @default this one */
  root?: string;
}

/** Kept beside the state: who has the one has the other, wherever the folder is moved. */
const fileName = ".deepchat-observability-owner";

/**
 * The owner of a stack, the same for every checkout that uses its state. For state in files it is a random id beside
 * them, made on first use; a copied folder gets one of its own. Elsewhere it follows from the state's address.
 *
 * @param make false: nothing is written, and the id of one that has none yet is empty
 */
export function stackOwner(place: Place, { make } = { make: true }): Owner {
  const folder = stateFolder(backendUrl(place));
  if (folder) return idBeside(folder, make);
  const { project, stack, organization } = place;
  const origin = `${withoutSecrets(backendUrl(place))} ${organization()}/${project}/${stack}`;
  const id = crypto.createHash("sha256").update(origin).digest("hex").slice(0, 32);
  return { id, origin, took: read(localState(place))?.took ?? [] };
}

/** From now on these owners' volumes count as ours, too. */
export function rememberTaken(place: Place, owners: string[]): void {
  const folder = stateFolder(backendUrl(place)) ?? localState(place);
  const known = read(folder);
  const took = [...new Set([...(known?.took ?? []), ...owners])];
  keep(folder, { id: "", origin: "", ...known, took });
}

/** Id of the owner of state in this folder, if there ever was one. */
export function ownerOf(folder: string): string | undefined {
  return read(folder)?.id || undefined;
}

/** The folder this checkout keeps its state in unless another backend is chosen. */
export function localState({ root = path.join(__dirname, "..", "..") }: Pick<Place, "root">): string {
  return path.join(root, ".pulumi-state");
}

/** The backend Pulumi uses, by its own order: the variable, then the login, then its cloud. */
export function backendUrl({ environment }: Pick<Place, "environment">): string {
  return environment.PULUMI_BACKEND_URL || loggedIn({ environment }) || "https://api.pulumi.com";
}

/** The backend the user is logged in to; undefined where nobody ever was. */
export function loggedIn({ environment }: Pick<Place, "environment">): string | undefined {
  const home = environment.PULUMI_HOME ?? path.join(environment.HOME ?? os.homedir(), ".pulumi");
  const credentials = path.join(home, "credentials.json");
  if (!fs.existsSync(credentials)) return undefined;
  try {
    return (JSON.parse(fs.readFileSync(credentials, "utf8")) as { current?: string }).current || undefined;
  } catch (error) {
    throw new pulumi.RunError(
      `${credentials}, where the Pulumi CLI keeps its logins, cannot be read (${(error as Error).message}). ` +
        "Log in anew where you have a backend (pulumi login <URL>), or remove that file.",
    );
  }
}

/** Without user, password, or a query, which may hold keys. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/s, "");
}

/** The folder of a backend of files; undefined for any other. */
export function stateFolder(url: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const named = withoutSecrets(url).slice("file://".length);
  return path.resolve(named.replace(/^~(?=\/|$)/, os.homedir()) || "/");
}

function idBeside(folder: string, write: boolean): Owner {
  const known = read(folder);
  const at = originOf(folder);
  if (!known?.id) return fresh(folder, at, known, write);
  const last = known.at ?? known.origin;
  if (pathOf(last) === pathOf(at)) return { ...known, at };
  const left = whatIs(folder, pathOf(last), known.id);
  if (left === "copied") return fresh(folder, at, known, write);
  // Its origin stays: it is a label of what runs, which a move is no reason to make anew.
  const moved = { ...known, at };
  // Where this folder was last is what a later copy of it is told by.
  if (left === "moved" && write) keep(folder, moved);
  return moved;
}

function fresh(folder: string, at: string, known: Owner | undefined, write: boolean): Owner {
  const id = write ? crypto.randomBytes(16).toString("hex") : "";
  const owner = { id, origin: at, at, took: known?.took ?? [] };
  if (write) keep(folder, owner);
  return owner;
}

/** What became of the folder that was last seen elsewhere: one that was moved left nothing there, a copy did. */
function whatIs(folder: string, last: string, id: string): "moved" | "copied" | "the same" {
  if (read(last)?.id !== id) return "moved";
  // Of the folder: a file may be one and the same in a copy made of hard links.
  const [here, there] = [folder, last].map((place) => fs.statSync(place));
  return here?.ino === there?.ino && here?.dev === there?.dev ? "the same" : "copied";
}

function pathOf(origin: string): string {
  return origin.slice(origin.indexOf(":") + 1);
}

/** A recorded place, with a word for people where it is a folder of this host that is not there any more. */
export function toldPlace(origin: string): string {
  const folder = origin.startsWith(`${os.hostname()}:`) ? pathOf(origin) : undefined;
  return folder === undefined || fs.existsSync(folder)
    ? origin
    : `${origin} (not there any more: moved since, or deleted)`;
}

function originOf(folder: string): string {
  const real = fs.existsSync(folder) ? fs.realpathSync(folder) : folder;
  return `${os.hostname()}:${real}`;
}

function read(folder: string): Owner | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, fileName), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

function keep(folder: string, owner: Owner): void {
  const file = path.join(folder, fileName);
  // By a name of its own first: never half a file, whoever reads meanwhile.
  const half = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(half, `${JSON.stringify(owner)}\n`);
    fs.renameSync(half, file);
  } catch (error) {
    throw new pulumi.RunError(
      `${file}, which says whose the stacks of this state are, cannot be written: ${(error as Error).message}. ` +
        "Make its folder writable, or choose another backend (docs/configuration.md).",
    );
  }
}
