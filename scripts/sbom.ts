import * as fs from "node:fs";

import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { billOf } from "./supply/bill";
import { licenseOf } from "./supply/components";

/** Writes what a stack consists of: for who has to know before it may run. */
run(async () => {
  const { stack, out, licenses } = readArguments({
    name: "sbom",
    does: "Writes the software bill of materials of a stack (CycloneDX, JSON): modules, Pulumi and its plugins, images.\nNeeds neither Docker nor a network.",
    flags: {
      out: { type: "string", help: "the file (default: standard output)" },
      licenses: { type: "boolean", help: "write a list of names, versions and licences instead" },
    },
    example: "--stack lab --out sbom.json",
  });
  const bill = await billOf(stack);
  const text = licenses
    ? bill.components
        .map((component) => `${licenseOf(component) || "unknown"}\t${component.name}\t${component.version}`)
        .sort((a, b) => a.localeCompare(b, "en"))
        .join("\n")
    : JSON.stringify(bill, null, 2);
  if (out === undefined) return void process.stdout.write(`${text}\n`);
  fs.writeFileSync(out, `${text}\n`);
  console.log(`${bill.components.length} components of stack ${stack} in ${out}`);
});
