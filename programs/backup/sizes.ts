import fs from "node:fs";
import path from "node:path";

/** Bytes of all files below a folder; what vanishes meanwhile does not count. */
export async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  try {
    for await (const entry of await fs.promises.opendir(folder)) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) sum += await sizeOf(name);
      else sum += (await fs.promises.lstat(name)).size;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return sum;
}
