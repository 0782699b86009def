import fs from "node:fs";
import path from "node:path";

/** Who is to own what is copied: numbers of user and group. */
export interface Owner {
  uid: number;
  gid: number;
}

/**
 * Copies a folder's files and folders, and gives them to an owner; what goes meanwhile is left out.
 *
 * @param wanted which of them, by the path below the folder
 * @returns bytes
 */
export async function copyTree(
  from: string,
  to: string,
  owner: Owner,
  wanted: (name: string) => boolean = () => true,
  folder = "",
): Promise<number> {
  let bytes = 0;
  const entries = await fs.promises.readdir(path.join(from, folder), { withFileTypes: true }).catch(gone);
  for (const entry of entries ?? []) {
    const name = path.join(folder, entry.name);
    if (!wanted(name)) continue;
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (entry.isDirectory()) {
      await makeFolder(target, owner);
      bytes += await copyTree(from, to, owner, wanted, name);
    } else if (entry.isFile()) bytes += await copyFile(source, target, owner);
  }
  return bytes;
}

/** The folders a path stands in, each of the owner's. */
export async function makeFolder(folder: string, { uid, gid }: Owner): Promise<void> {
  const first = await fs.promises.mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    await fs.promises.chown(made, uid, gid);
}

async function copyFile(source: string, target: string, { uid, gid }: Owner): Promise<number> {
  const stats = await fs.promises.lstat(source).catch(gone);
  if (!stats) return 0;
  const copied = await fs.promises.copyFile(source, target).then(() => true, gone);
  if (!copied) return 0;
  await fs.promises.chown(target, uid, gid);
  await fs.promises.chmod(target, stats.mode | 0o600);
  await fs.promises.utimes(target, stats.atime, stats.mtime);
  return stats.size;
}

/** Files go while others are read; anything else is a fault. */
function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
