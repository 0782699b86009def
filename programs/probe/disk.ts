import fs from "node:fs";
import path from "node:path";

import { share } from "../shared/text";

const SIZE_EVERY = 600_000;

/** How full the disk is that holds a folder, and how much of it is the folder's. */
export class Disk {
  private used?: number;
  private measured = -Infinity;

  /** @param folder empty: nothing is measured */
  constructor(private readonly folder: string) {}

  /** Fields of a line; the folder's size follows with a later one, since adding it up may take long. */
  fields(): Record<string, string | number | undefined> {
    if (!this.folder) return {};
    try {
      const stats = fs.statfsSync(this.folder);
      if (performance.now() - this.measured >= SIZE_EVERY) {
        this.measured = performance.now();
        void folderSize(this.folder).then((bytes) => (this.used = bytes));
      }
      return { ...space(stats), disk_used: this.used };
    } catch (error) {
      return { disk_error: (error as NodeJS.ErrnoException).code };
    }
  }
}

/** How much a file system holds, and what is left of it for everybody. */
export function space({ bsize, blocks, bavail }: fs.StatsFs): Record<string, number | undefined> {
  return { disk_total: blocks * bsize, disk_free: bavail * bsize, disk_free_share: share(bavail / blocks) };
}

/** Bytes of all files below a folder; what vanishes or may not be read meanwhile does not count. */
async function folderSize(folder: string): Promise<number> {
  let sum = 0;
  try {
    for await (const entry of await fs.promises.opendir(folder)) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) sum += await folderSize(name);
      else sum += (await fs.promises.lstat(name).catch(() => ({ size: 0 }))).size;
    }
  } catch {
    // Some folders are root's, such as lost+found; others go while they are read.
  }
  return sum;
}
