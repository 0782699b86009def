import * as path from "node:path";

import { Archive } from "./backup/archive";
import { restoreStack } from "./backup/restore-stack";
import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { actOn, namedStack } from "./command/stack-name";
import { project } from "./offline/project";

/** Makes a stack from a backup, here or on another host. */
run(async () => {
  const { positionals, replace, yes } = readArguments({
    name: "restore",
    does: "Makes a stack from a backup: its settings, state and data, then brings it up. The backup is verified first, and refused\nbefore anything is changed. Needs the passphrase of the stack it is of (.pulumi-state/passphrase of the former host, or yours).",
    words: "<backup>",
    wordCount: 1,
    flags: {
      replace: { type: "boolean", help: "replace data that are there; asks for the stack's name" },
      yes: { type: "boolean", short: "y", help: "with --replace: do not ask" },
    },
    example: "backups/lab-20261126-174512",
  });
  const archive = Archive.open(path.resolve(positionals[0] ?? ""), project().name);
  if (namedStack() === undefined) actOn(archive.manifest.stack);
  const stack = namedStack() ?? archive.manifest.stack;
  console.log(`Verifying ${archive.folder}`);
  await archive.verify();
  await restoreStack(archive, stack, { replace, yes });
});
