import * as path from "node:path";

import { buildSync } from "esbuild";

/** The folder of this project. */
const root = path.join(__dirname, "..", "..");

/**
 * A TypeScript program and what it imports as one JavaScript file for Node.js. Its text is the same in whatever folder
 * this project lies and from whatever folder it is run: it becomes a container's content.
 *
 * @param entry   file to begin with, relative to the project
 * @param comment first line of the result
 */
export function bundle(entry: string, comment: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    // The oldest that `probeImage` may hold.
    target: "node22",
    // What stands here decides about the text, not a tsconfig that says other things to others.
    tsconfigRaw: {},
    banner: { js: `// ${comment}` },
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
