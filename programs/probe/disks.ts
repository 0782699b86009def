import fs from "node:fs";

import { type Line, print } from "../shared/output";
import type { Duration } from "../shared/settings";
import { clip, share } from "../shared/text";
import { space } from "./disk";
import type { DiskSettings } from "./settings";

interface Look {
  /** Number of its file system. */
  device: number;
  stats: fs.StatsFs;
}

/** Magic numbers of file systems in memory (tmpfs, ramfs). */
const inMemory = [0x01021994, 0x858458f6];

/** Says how full the machine's disks are: one line each, one for those that are one file system. */
export class Disks {
  /** Looks that have not come back: a network's disk may hang for ever, and is not asked again before. */
  private readonly pending = new Map<string, Promise<Look | undefined>>();

  /** @param disks of two that are the same, the first has the line */
  constructor(
    private readonly disks: DiskSettings[],
    private readonly timeout: Duration,
  ) {}

  async probe(): Promise<void> {
    const looks = await Promise.all(this.disks.map((disk) => this.look(disk)));
    const told: Look[] = [];
    const lines: Line[] = [];
    this.disks.forEach(({ name }, at) => {
      const look = looks[at];
      if (look instanceof Error) lines.push({ probe: "disk", disk: name, disk_error: errorText(look) });
      else if (look && !told.some((other) => same(look, other))) {
        told.push(look);
        lines.push(diskLine(name, look.stats));
      }
    });
    print(...lines);
  }

  /** undefined: it is in memory, and no disk. */
  private async look({ name, paths }: DiskSettings): Promise<Look | Error | undefined> {
    let pending = this.pending.get(name);
    if (!pending) {
      pending = firstDisk(paths).finally(() => this.pending.delete(name));
      this.pending.set(name, pending);
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Error>((resolve) => {
      timer = setTimeout(() => resolve(new Error(`no answer within ${this.timeout.text}`)), this.timeout.ms);
    });
    return Promise.race([pending.catch((error: unknown) => error as Error), late]).finally(() =>
      clearTimeout(timer),
    );
  }
}

async function firstDisk(paths: string[]): Promise<Look | undefined> {
  for (const path of paths) {
    const [stats, entry] = await Promise.all([fs.promises.statfs(path), fs.promises.stat(path)]);
    // An engine makes a folder of its own where the one that was named is missing.
    if (entry.isDirectory() && (await isEmpty(path))) throw new Error("the folder is empty");
    if (!inMemory.includes(stats.type)) return { device: entry.dev, stats };
  }
  return undefined;
}

async function isEmpty(folder: string): Promise<boolean> {
  const opened = await fs.promises.opendir(folder).catch(() => undefined);
  const first = await opened?.read();
  await opened?.close();
  return first === null;
}

function diskLine(name: string, stats: fs.StatsFs): Line {
  const { bsize, blocks, bfree, files, ffree } = stats;
  return {
    probe: "disk",
    disk: name,
    ...space(stats),
    disk_used: (blocks - bfree) * bsize,
    // A file system without a table of inodes (btrfs) says 0 of 0.
    inodes_free_share: share(ffree / files),
  };
}

/**
 * Whether two looks were at one file system. Subvolumes (btrfs) and layers (overlayfs) of it have numbers of their own,
 * which begin with a major of 0; they are known by their sizes.
 */
function same(a: Look, b: Look): boolean {
  if (a.device === b.device) return true;
  if (major(a.device) !== 0 && major(b.device) !== 0) return false;
  const total = (look: Look) => look.stats.blocks * look.stats.bsize;
  const free = (look: Look) => look.stats.bfree * look.stats.bsize;
  // Something may have been written between the two looks.
  const near = Math.abs(free(a) - free(b)) < total(a) / 1000;
  return total(a) === total(b) && a.stats.files === b.stats.files && near;
}

function major(device: number): number {
  return Math.floor(device / 256) % 4096;
}

function errorText(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? clip(error.message);
}
