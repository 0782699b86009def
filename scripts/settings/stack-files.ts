import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { Document, isMap, parseDocument, type YAMLMap } from "yaml";

import { localState } from "../../components/config/owner";
import { root } from "./declaration";
import { quoteDates } from "./quoted-dates";
import { type Content, parsed, read, readAll } from "./stack-content";

/**
 * A stack's configuration in two files: `Pulumi.<stack>.yaml`, which git tracks and no command changes, and
 * `Pulumi.<stack>.local.yaml`, which git ignores: what was set on this host, and the salt of its secrets. The CLI gets
 * both as one file. A tracked file that holds secrets or a salt of its own, as a team's may, is used and written as it is.
 */
export class StackFiles {
  /** The committed file. */
  readonly committed: string;
  /** What this host adds to it or changes in it; a null takes a value away. */
  readonly local: string;
  /** Where the CLI finds a project whose stack file is the whole. */
  readonly folder: string;
  /** The whole, as the CLI reads and writes it. */
  readonly whole: string;
  private written = "";

  constructor(
    readonly stack: string,
    private readonly home = root,
    folder = path.join(localState({ root: home }), "config"),
  ) {
    const file = `Pulumi.${stack}.yaml`;
    this.committed = path.join(home, file);
    this.local = path.join(home, `Pulumi.${stack}.local.yaml`);
    const shared = !fs.existsSync(this.local) && ownsSecrets(read(this.committed));
    this.folder = shared ? home : folder;
    this.whole = path.join(this.folder, file);
  }

  exist(): boolean {
    return [this.committed, this.local].some((file) => fs.existsSync(file));
  }

  /** Puts the whole where the CLI finds it. */
  prepare(): void {
    if (this.whole === this.committed) return;
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    fs.copyFileSync(path.join(this.home, "Pulumi.yaml"), path.join(this.folder, "Pulumi.yaml"));
    this.written = quoteDates(new Document(this.content())).toString({ lineWidth: 0 });
    fs.writeFileSync(this.whole, this.written, { mode: 0o600 });
  }

  /** A file like the whole, with other settings in it, for one command that changes nothing. */
  variant(settings: Record<string, string>): string {
    const { config, ...rest } = this.content();
    const file = path.join(localState({ root: this.home }), "config", `${this.stack}.variant.yaml`);
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const document = quoteDates(new Document({ ...rest, config: { ...config, ...settings } }));
    fs.writeFileSync(file, document.toString({ lineWidth: 0 }), { mode: 0o600 });
    return file;
  }

  /** Keeps what the CLI changed in the whole since `prepare`, in the local file. */
  keep(): void {
    if (this.whole === this.committed || !fs.existsSync(this.whole)) return;
    if (fs.readFileSync(this.whole, "utf8") !== this.written) this.store(read(this.whole));
  }

  /**
   * Both files as one.
   *
   * @throws Failure with what is wrong in either
   */
  content(): Content {
    const [committed = {}, local = {}] = readAll([this.committed, this.local]);
    const config = withoutNull({ ...committed.config, ...local.config });
    return withoutNull({ ...committed, ...local, config });
  }

  /**
   * Moves settings that an earlier version of this program wrote into the tracked file to the local one, so that
   * `git pull` finds the file as it was committed. Once in a checkout's life: later it is a person who puts settings there,
   * to share them. Returns true when it did.
   */
  release(): boolean {
    const mark = path.join(localState({ root: this.home }), `${this.stack}.settings-apart`);
    if (fs.existsSync(mark)) return false;
    const before = this.fromBefore();
    if (before !== undefined) {
      const content = read(this.committed);
      fs.writeFileSync(this.committed, before);
      this.store(content);
    }
    fs.mkdirSync(path.dirname(mark), { recursive: true, mode: 0o700 });
    fs.writeFileSync(mark, "");
    return before !== undefined;
  }

  /** The tracked file as it was committed, where only a program wrote in it since. */
  private fromBefore(): string | undefined {
    if (fs.existsSync(this.local) || !ownsSecrets(read(this.committed))) return undefined;
    const { status, stdout } = spawnSync("git", ["show", `HEAD:./${path.basename(this.committed)}`], {
      cwd: this.home,
      encoding: "utf8",
    });
    if (status !== 0 || ownsSecrets(parsed(stdout, this.committed))) return undefined;
    // The CLI writes no comments: these are a person's, and would be lost.
    const known = new Set(comments(stdout));
    return comments(fs.readFileSync(this.committed, "utf8")).every((text) => known.has(text))
      ? stdout
      : undefined;
  }

  /** Writes the local file so that both together say the given; comments in it stay. */
  private store(wanted: Content): void {
    const committed = read(this.committed);
    const document = fs.existsSync(this.local)
      ? parseDocument(fs.readFileSync(this.local, "utf8"))
      : new Document({});
    document.commentBefore ??= ` What was set on this host: stands above ${path.basename(this.committed)}. Git ignores this file.`;
    sync(document, [], difference(committed, wanted));
    sync(document, ["config"], difference(committed.config ?? {}, wanted.config ?? {}));
    asLines(document);
    fs.writeFileSync(this.local, document.toString({ lineWidth: 0 }), { mode: 0o600 });
  }
}

/** Whether a file carries secrets, or what decrypts them. */
function ownsSecrets(content: Content): boolean {
  const secret = (value: unknown): boolean =>
    value !== null && typeof value === "object" && ("secure" in value || Object.values(value).some(secret));
  return (
    ["encryptionsalt", "encryptedkey", "secretsprovider"].some((key) => key in content) ||
    secret(content.config)
  );
}

/** The text of each comment in a file. */
function comments(text: string): string[] {
  return [...text.matchAll(/(?:^|\s)#(.*)$/gm)].map(([, comment = ""]) => comment.trim());
}

/** What has to be said above the one to say the other; null where a value is taken away. */
function difference(from: Record<string, unknown>, to: Record<string, unknown>): Record<string, unknown> {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  const same = (key: string) => isDeepStrictEqual(asTexts(from[key]), asTexts(to[key]));
  const changed = [...keys].filter((key) => key !== "config" && !same(key));
  return Object.fromEntries(changed.map((key) => [key, to[key] ?? null]));
}

/** The CLI writes back as texts what it read as numbers and truth values: no change of anybody's. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asTexts(entry)]));
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** Makes a mapping of a document hold just these values. */
function sync(document: Document, at: string[], values: Record<string, unknown>): void {
  const there = (at.length > 0 ? document.getIn(at) : document.contents) as YAMLMap | undefined;
  for (const { key } of [...(there?.items ?? [])] as { key: unknown }[]) {
    const name = String(key);
    if (!(name in values) && !(at.length === 0 && name === "config")) document.deleteIn([...at, name]);
  }
  for (const [key, value] of Object.entries(values)) document.setIn([...at, key], document.createNode(value));
}

/** Mappings in lines of their own, also where one was empty before: that is written `{}`, and would stay so. */
function asLines(document: Document): void {
  const config: unknown = document.get("config", true);
  if (isMap(config) && config.items.length === 0) document.delete("config");
  for (const map of [document.contents, config]) if (isMap(map)) map.flow = false;
}

function withoutNull(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
