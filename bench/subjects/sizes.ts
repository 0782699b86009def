import { spawn } from "node:child_process";
import { pipeline } from "node:stream/promises";

import { list } from "tar";

/** Path and bytes of each file of a folder in a container, running or not. */
export async function sizes(container: string, folder: string): Promise<{ path: string; size: number }[]> {
  const files: { path: string; size: number }[] = [];
  const copy = spawn("docker", ["cp", `${container}:${folder}`, "-"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const read = list({
    onReadEntry: (entry) => {
      if (entry.type === "File") files.push({ path: entry.path, size: entry.size });
      entry.resume();
    },
  });
  await pipeline(copy.stdout, read);
  return files;
}
