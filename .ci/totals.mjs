// Adds up what Jest reported, one line for all of it. A report that is missing or unreadable is a failure.
import { readFileSync } from "node:fs";

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    // A suite that could not even begin has no tests that could fail.
    const broken = report.testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    );
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests + broken.length;
    totals.skipped += report.numPendingTests;
  } catch (error) {
    console.error(`${file} cannot be read: ${error.message}`);
    totals.failed += 1;
  }
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
