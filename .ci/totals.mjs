// Adds up what Jest reported, one line for all of it. Of a test file that was run again, the later report counts, and
// what failed before is named. A report that is missing or unreadable is a failure.
import { existsSync, readFileSync } from "node:fs";

const totals = { passed: 0, failed: 0, skipped: 0 };
const unsteady = [];

const read = (file) =>
  new Map(JSON.parse(readFileSync(file, "utf8")).testResults.map((result) => [result.name, result]));
const failures = ({ name, assertionResults }) => {
  const failed = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
  return failed.length > 0 ? failed : [name];
};

for (const file of process.argv.slice(2)) {
  try {
    const results = read(file);
    const again = file.replace(/\.json$/, "-again.json");
    for (const [name, result] of existsSync(again) ? read(again) : []) {
      const before = failures(results.get(name));
      const passed = result.assertionResults
        .filter(({ status }) => status === "passed")
        .map(({ fullName }) => fullName);
      // What was skipped the second time has failed all the same.
      const tried = before[0] === name ? passed.length > 0 : before.every((test) => passed.includes(test));
      if (result.status !== "failed" && !tried) continue;
      if (result.status !== "failed") unsteady.push(...before);
      results.set(name, result);
    }
    for (const { status, assertionResults } of results.values()) {
      for (const assertion of assertionResults) {
        totals[assertion.status in totals ? assertion.status : "skipped"] += 1;
      }
      // A suite that could not even begin has no tests that could fail.
      if (status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed")) {
        totals.failed += 1;
      }
    }
  } catch (error) {
    console.error(`${file} cannot be read: ${error.message}`);
    totals.failed += 1;
  }
}
for (const test of unsteady) console.log(`passed only when run alone: ${test}`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
