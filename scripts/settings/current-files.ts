import * as path from "node:path";

import { StackFiles } from "./stack-files";

/** The files of a stack, in the form of this version: says it when settings of this host had to be moved for that. */
export function currentFiles(stack: string): StackFiles {
  const files = new StackFiles(stack);
  // Only the default one: a team may be about to commit what it wrote into its own.
  if (stack !== "dev" || !files.release()) return files;
  const [committed, local] = [files.committed, files.local].map((file) => path.basename(file));
  console.log(`Settings of this host moved from ${committed} to ${local}, which git ignores.`);
  // With a local file, the whole stands elsewhere.
  return new StackFiles(stack);
}
