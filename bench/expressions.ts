import * as fs from "node:fs";
import * as path from "node:path";

import { asked, isNumber, shown } from "./questions";

interface Sources {
  dashboards: typeof import("../tests/support/dashboards");
  rules: typeof import("../tests/support/rules");
  all: typeof import("../components/observability/alerts/rules");
}

/**
 * Prints what the dashboards and rules of a checkout ask Loki for numbers, as JSON; the argument is its folder.
 * A program of its own, because two versions of one module do not share a process.
 */
async function main(): Promise<void> {
  const root = path.resolve(process.argv[2] ?? "");
  const from = async <T>(file: string): Promise<T> => (await import(path.join(root, file))) as T;
  const { ruleSettings } = await from<Sources["rules"]>("tests/support/rules");
  // Where they stood before the tree by subject.
  const former = "components/alerts/rules";
  const { rules } = await from<Sources["all"]>(
    fs.existsSync(path.join(root, former)) ? former : "components/observability/alerts/rules",
  );

  const all = [
    ...shown(await from<Sources["dashboards"]>("tests/support/dashboards")),
    ...asked(rules(await ruleSettings({}, { canary: { interval: 300, timeout: 60 } }))),
  ];
  console.log(JSON.stringify(all.filter(isNumber)));
}

void main();
