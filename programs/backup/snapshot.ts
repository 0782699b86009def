import fs from "node:fs";
import path from "node:path";

/** A thing below a volume as it was at one moment. */
export interface Kept {
  /** Path below the volume. */
  name: string;
  stats: fs.Stats;
  /** Open file: what is deleted meanwhile can still be read through it. Folders have none. */
  file?: number;
}

/** Milliseconds between two looks: longer than a program takes for one write. */
const PAUSE = 10;
/** How long a quiet moment is waited for before what there is has to do, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Folders as they were at one moment, while their program goes on writing. All files are opened, and looked at twice: where
 * none came, went or grew between the two, what they held then is a state that a crash could have left, and no record in
 * them is cut in two. What is written later does not count, and what is deleted later can be read all the same.
 *
 * @param root    where the volume is mounted
 * @param folders below it; one that does not exist holds nothing
 * @param age     milliseconds for which no file may have been written to: for files that are written once, not all at once
 * @throws Error where files come and go all the time
 */
export async function snapshot(root: string, folders: string[], age = 0): Promise<Kept[]> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const kept = openAll(root, folders);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const same = kept && names(list(root, folders)) === names(kept);
    const late = Date.now() > end;
    if (same && (late || (kept.every(unchanged) && kept.every((one) => isOld(one, age))))) return kept;
    for (const { file } of kept ?? []) if (file !== undefined) fs.closeSync(file);
    if (late)
      throw new Error(
        `${folders.join(", ")}: files come and go all the time, none of its states can be kept`,
      );
  }
}

/** undefined: something went while it was looked at. */
function openAll(root: string, folders: string[]): Kept[] | undefined {
  const kept: Kept[] = [];
  try {
    for (const name of list(root, folders).map((one) => one.name)) {
      const stats = fs.lstatSync(path.join(root, name));
      if (stats.isDirectory()) kept.push({ name, stats });
      else if (stats.isFile()) {
        const file = fs.openSync(path.join(root, name), "r");
        kept.push({ name, file, stats: fs.fstatSync(file) });
      }
    }
    return kept;
  } catch (error) {
    for (const { file } of kept) if (file !== undefined) fs.closeSync(file);
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function unchanged({ file, stats }: Kept): boolean {
  return file === undefined || fs.fstatSync(file).size === stats.size;
}

function isOld({ file, stats }: Kept, age: number): boolean {
  return file === undefined || Date.now() - stats.mtimeMs >= age;
}

function names(list: { name: string }[]): string {
  return list.map(({ name }) => name).join("\n");
}

/** Everything in folders, themselves first, in the order of their names. */
function list(root: string, folders: string[]): { name: string }[] {
  return folders.flatMap((folder) => {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const inside = entries
      .filter((entry) => entry.isDirectory() || entry.isFile())
      .flatMap((entry) => {
        const name = path.join(folder, entry.name);
        return entry.isDirectory() ? list(root, [name]) : [{ name }];
      });
    return [{ name: folder }, ...inside];
  });
}
