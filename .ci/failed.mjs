// Prints the test files of a report of Jest that failed, one a line.
import { readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(file, "utf8"));
for (const { name, status } of testResults) {
  // A file some of whose tests were skipped is "focused".
  if (status === "failed") console.log(name);
}
