import * as fs from "node:fs";
import * as path from "node:path";

import * as v from "valibot";

import { Failure } from "../command/fail";
import { runsCommand } from "../command/process";
import { here } from "../command/stack-name";
import { localFolder } from "../pulumi/backend";
import { programSchema } from "./program";

/** Seconds that what is left of a killed command may take to end. */
const PATIENCE = 180;

const schema = v.object({
  /** Folder of the backup that was taken first. */
  backup: v.string(),
  /** Where it stands: towards the new version, or on its way back. */
  phase: v.picklist(["forward", "back"]),
  /** Processes of the command, and of the `up` it had run. */
  pid: v.number(),
  up: v.optional(v.number()),
  /** When it began, as ISO 8601. */
  began: v.string(),
  /** Images that ran before, by the keys that name them. */
  images: v.record(v.string(), v.string()),
  /** Images that the stack's files are to name, by key; empty: this release's own. */
  pins: v.record(v.string(), v.string()),
  /** Ids of the containers that ran before, by role. */
  containers: v.record(v.string(), v.string()),
  /** The program that had made them. @default not known */
  program: v.optional(programSchema),
  /** What was there to be found again. */
  content: v.object({
    /** Unix time it was looked at. */
    at: v.number(),
    /** Lines in Loki of the hour before. @default nobody could be asked */
    lines: v.optional(v.number()),
    /** Uids of dashboards, people's own among them. */
    boards: v.array(v.string()),
    /** Whether all alert rules were well: one that was not is no fault of the new version. @default not looked at */
    rules: v.optional(v.boolean()),
    /** Whether the probe's lines arrived. */
    probed: v.boolean(),
  }),
});

/** What is known of an upgrade that goes on. */
export type Entry = v.InferOutput<typeof schema>;

/**
 * Where an upgrade stands, in a file beside the state: a command that was cut off, however hard, is gone on with by the
 * next one.
 */
export class Journal {
  private readonly file: string;

  constructor(
    stack: string,
    private readonly folder = localFolder,
  ) {
    this.file = path.join(folder, `${stack}.upgrade.json`);
  }

  /** The upgrade that was not finished; undefined: none. @throws Failure when it cannot be read */
  read(): Entry | undefined {
    if (!fs.existsSync(this.file)) return undefined;
    try {
      return v.parse(schema, JSON.parse(fs.readFileSync(this.file, "utf8")));
    } catch {
      throw new Failure(
        `${this.file}, where an upgrade that was cut off is noted, cannot be read. Nothing was changed. ` +
          "Remove it, and begin anew (npm run upgrade), or restore the backup it took (npm run restore -- <backup> --replace).",
      );
    }
  }

  /**
   * Waits for what a command left that was killed.
   *
   * @throws Failure while that command still runs, or what it left does not end
   */
  async refuseBusy({ pid, up }: Entry): Promise<void> {
    if (pid !== process.pid && runsCommand(pid, "upgrade"))
      throw new Failure(`Another upgrade of this stack is going on (process ${pid}). Nothing was changed.`);
    for (let left = PATIENCE; up !== undefined && runsCommand(up, "up"); left--) {
      if (left === PATIENCE) console.log(`Waiting for the \`up\` that is still going on (process ${up}).`);
      if (left === 0)
        throw new Failure(`An \`up\` of this stack does not end (process ${up}). Nothing was changed.`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  /** @throws Failure where the way back was cut off: an `up` would begin on data that are half replaced */
  refuseWayBack(): void {
    const entry = this.read();
    if (entry?.phase === "back")
      throw new Failure(
        `The way back from an upgrade was cut off, and the data may be half replaced. Nothing was changed. ` +
          `Finish it: npm run upgrade -- --back; or restore its backup: npm run restore -- ${entry.backup} --replace`,
      );
    if (entry)
      console.log(
        here(
          "An upgrade was cut off, and this goes on with it, without a way back: npm run upgrade -- --back goes back instead.",
        ),
      );
  }

  write(entry: Entry): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    // In one piece: half of it would be none.
    fs.writeFileSync(`${this.file}.new`, `${JSON.stringify(entry, undefined, 2)}\n`, { mode: 0o600 });
    fs.renameSync(`${this.file}.new`, this.file);
  }

  clear(): void {
    fs.rmSync(this.file, { force: true });
  }
}
