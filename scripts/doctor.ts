import * as path from "node:path";

import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { printFindings } from "./command/findings";
import { here } from "./command/stack-name";
import { writeBundle } from "./doctor/bundle";
import { type Diagnosis, told } from "./doctor/diagnosis";
import { Examination } from "./doctor/examination";
import { thisMachine } from "./doctor/machine";
import { hasSecrets, type Known, lookOn, type Onlooker } from "./doctor/onlooker";
import { patientOf } from "./doctor/patient";
import { root, stackTree } from "./offline/project";
import { cliHere } from "./pulumi/find-cli";

/** Looks at everything that decides whether `up` works and what it made does, says what is wrong, and changes nothing. */
run(async () => {
  const { stack, json, bundle, out } = readArguments({
    name: "doctor",
    does: "Looks at everything that decides whether `up` works, and whether what it made does: engine, ports, disks, memory,\nclock, log sources and their formats, targets, graphics cards, receivers, versions, downloads. Changes nothing.\nWhat would make `up` fail, or is broken, makes the exit code 1.",
    flags: {
      json: {
        type: "boolean",
        help: "print the findings as a JSON list, and nothing else on standard output",
      },
      bundle: { type: "boolean", help: "write an archive for a bug report, without secrets" },
      out: { type: "string", help: "the archive's file (default: deepchat-doctor-<stack>-<time>.tar.gz)" },
    },
    example: "--stack lab --bundle",
  });
  // What others print on the way is no finding.
  const { log } = console;
  if (json) console.log = console.error;
  const { onlooker, trouble } = lookOn(stack, cliHere());
  try {
    const patient = await patientOf(stack, onlooker);
    if (trouble) patient.found.push(told("Pulumi", trouble));
    const examination = new Examination(patient, onlooker, thisMachine);
    const findings = (await examination.all()).map(onThisStack);
    console.log = log;
    if (json) console.log(JSON.stringify(findings, null, 2));
    else printFindings(findings, ["ok", "note", "failed"]);
    if (findings.some(({ state }) => state === "failed")) process.exitCode = 1;
    if (!bundle && out === undefined) return;
    const time = new Date()
      .toISOString()
      .replace(/\.\d+Z$/, "")
      .replace(/\D/g, "");
    const file = path.resolve(root, out ?? `deepchat-doctor-${stack}-${time}.tar.gz`);
    const { own } = examination;
    await writeBundle(file, patient, own, findings, secretsOf(stack, own.length > 0, onlooker));
    console.error(`\n${file}: look through it before you send it.`);
  } finally {
    onlooker?.close();
  }
});

function onThisStack(finding: Diagnosis): Diagnosis {
  const { found, hint } = finding;
  return { ...finding, found: here(found), ...(hint ? { hint: here(hint) } : {}) };
}

/** What must not be in the archive; a stack that was never made has generated nothing. */
function secretsOf(stack: string, made: boolean, onlooker: Onlooker | undefined): Known {
  try {
    if (onlooker) return onlooker.known(made);
    if (!made && !hasSecrets(stackTree(stack))) return { secrets: [] };
    return { secrets: [], others: "without the Pulumi CLI they cannot be read" };
  } catch (error) {
    return { secrets: [], others: (error as Error).message };
  }
}
