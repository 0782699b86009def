// Prints the test files of a report of Jest that did not pass, one a line.
import { readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(file, "utf8"));
for (const { name, status } of testResults) {
  if (status !== "passed") console.log(name);
}
