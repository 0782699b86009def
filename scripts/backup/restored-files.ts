import * as fs from "node:fs";
import * as path from "node:path";

import { localState } from "../../components/config/owner";
import { root } from "../offline/project";
import type { Archive } from "./archive";

/**
 * The stack's files as a backup holds them, put in the place of those that are there. Of another stack than the backup's,
 * files that are there stay: they say what is its own, such as its ports.
 */
export class RestoredFiles {
  /** Name of each, its text before (undefined: there was none) and after (undefined: there is to be none). */
  private readonly changes: { name: string; before?: string; after?: string }[];
  /** Files that hold what was there before. */
  readonly aside: string[] = [];

  constructor(
    archive: Archive,
    stack: string,
    private readonly home = root,
  ) {
    const from = archive.manifest.stack;
    const there = (name: string) => this.read(path.join(this.home, name));
    const files = ["yaml", "local.yaml"].map((end) => ({
      name: `Pulumi.${stack}.${end}`,
      old: `Pulumi.${from}.${end}`,
    }));
    const keep = from !== stack && files.some(({ name }) => there(name) !== undefined);
    const wanted = files.map(({ name, old }) => {
      const after = archive.stackFiles().includes(old) ? this.read(archive.path(old)) : undefined;
      return { name, before: there(name), after };
    });
    this.changes = keep ? [] : wanted.filter(({ before, after }) => before !== after);
  }

  /** Puts them there, and what was there beside them. */
  put(): void {
    for (const { name, before, after } of this.changes) {
      const file = path.join(this.home, name);
      if (before !== undefined) {
        // Git ignores that folder, and nobody else may read it.
        const aside = path.join(localState({ root: this.home }), "before-restore", name);
        fs.mkdirSync(path.dirname(aside), { recursive: true, mode: 0o700 });
        fs.writeFileSync(aside, before, { mode: 0o600 });
        this.aside.push(aside);
      }
      if (after === undefined) fs.rmSync(file, { force: true });
      else fs.writeFileSync(file, after, { mode: 0o600 });
    }
  }

  /** As if nothing had been put there. */
  undo(): void {
    for (const { name, before } of this.changes) {
      const file = path.join(this.home, name);
      if (before === undefined) fs.rmSync(file, { force: true });
      else fs.writeFileSync(file, before);
    }
    for (const file of this.aside.splice(0)) fs.rmSync(file, { force: true });
  }

  private read(file: string): string | undefined {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
  }
}
