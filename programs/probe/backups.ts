import fs from "node:fs";
import path from "node:path";

import { print } from "../shared/output";
import { parseJson } from "../shared/text";

/** Written by `npm run backup` (scripts/backup/outcome.ts): when the last whole one began, and when one failed. */
const notes = { good: ".backup.json", failed: ".backup-failed.json" } as const;

/** How old the last backup is, and whether one has failed since. */
export class Backups {
  /** @param folder where Loki's volume is mounted */
  constructor(private readonly folder: string) {}

  /** Before the first one the age is the volume's: so long nothing of it has been backed up. */
  probe(): Promise<void> {
    const good = this.timeOf(notes.good);
    const failed = this.timeOf(notes.failed) ?? -Infinity;
    const since = good ?? fs.statSync(this.folder).birthtimeMs;
    const age = Math.max(0, Math.round((Date.now() - since) / 1000));
    print({ probe: "backup", age_s: age, failed: failed > (good ?? -Infinity) ? 1 : 0 });
    return Promise.resolve();
  }

  /** Milliseconds since 1970; undefined where there is no such note, or half of one. */
  private timeOf(note: string): number | undefined {
    let text: string;
    try {
      text = fs.readFileSync(path.join(this.folder, note), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    const time = Date.parse(parseJson<{ time?: string }>(text)?.time ?? "");
    return Number.isNaN(time) ? undefined : time;
  }
}
