import * as fs from "node:fs";
import * as path from "node:path";

import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { evaluate, readConfig } from "./offline/program";
import { root } from "./offline/project";
import { renderedFiles, writeFiles } from "./offline/rendered";

/** Writes everything `up` would create into a folder, secrets masked: to read before running, and to compare in a review. */
run(async () => {
  const { stack, out } = readArguments({
    name: "render",
    does: "Writes everything `up` would create into a folder, secrets masked: to read before running, and to compare in a\nreview. Needs Node.js alone.",
    flags: { out: { type: "string", help: "the folder (default: rendered/<stack>)" } },
    example: "--stack lab --out /tmp/lab",
  });
  const folder = path.resolve(out ?? path.join(root, "rendered", stack));
  // Only what an earlier render wrote may be replaced.
  const inside = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  if (inside.length > 0 && !inside.includes("resources.txt")) {
    throw new Failure(
      `${folder} is not empty and was not written by render: choose another folder with --out.`,
    );
  }
  await readConfig(stack);
  const resources = await evaluate(stack);
  const files = renderedFiles(resources);

  fs.rmSync(folder, { recursive: true, force: true });
  writeFiles(folder, files);
  console.log(`${Object.keys(files).length} files of stack ${stack} in ${folder}`);
});
