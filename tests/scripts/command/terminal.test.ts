import * as fs from "node:fs";
import * as path from "node:path";

import { dockerThatAnswers, folder, lineAt, ownCheckout } from "../../support/commands";
import { whenPossible } from "../../support/engine";
import { hasTerminal, onTerminal } from "../../support/terminal";

afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What Pulumi prints of a stack of so many rules, two containers and one warning; that an engine makes is in tests/e2e. */
const count = 60;
const pulumi = `#!/bin/sh
[ "$1" = destroy ] || exit 0
row() { echo " -  $1 $2 $3 $4"; }
echo "Destroying (dev):"
for i in $(seq ${count}); do
  row grafana:alerting/ruleGroup:RuleGroup content-rules-$i-with-a-name-as-long-as-they-are deleting "(0s)"
done
for i in $(seq ${count}); do
  row grafana:alerting/ruleGroup:RuleGroup content-rules-$i-with-a-name-as-long-as-they-are deleted "(0.1s)"
done
for name in loki grafana; do
  row docker:index:Container $name-container deleting "(0s)"
  row docker:index:Container $name-container deleted "(2s)"
done
cat << 'END'
Diagnostics:
  pulumi:pulumi:Stack (deepchat-observability-dev):
    warning: using pulumi-resource-docker from $PATH at /usr/local/bin/pulumi-resource-docker
    warning: The clock of this host is off by an hour.

Resources:
    - ${count + 2} deleted

Duration: 9s
END
`;

describe("on a terminal of 80 columns", () => {
  const checkout = ownCheckout();
  const bin = path.join(folder, "bin");
  fs.mkdirSync(bin);
  for (const [name, script] of Object.entries({ pulumi, docker: `#!/bin/sh\n${dockerThatAnswers}` }))
    fs.writeFileSync(path.join(bin, name), script, { mode: 0o755 });

  async function destroyed(...flags: string[]) {
    const words = [process.execPath, ...lineAt(checkout, "destroy"), ...flags];
    const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: folder, PULUMI_HOME: path.join(folder, "pulumi") };
    const run = await onTerminal(words, { cwd: checkout, env });
    expect([run.code, run.code === 0 ? "" : run.written]).toEqual([0, ""]);
    return run;
  }

  whenPossible(
    "a command says in a few lines what is done, how long it took, and what needs attention",
    hasTerminal(),
    async () => {
      const { lines, written } = await destroyed();
      expect(lines.slice(0, 5)).toEqual([
        "  loki deleted (2s)",
        "  grafana deleted (2s)",
        "  pulumi:pulumi:Stack (deepchat-observability-dev):",
        "    warning: The clock of this host is off by an hour.",
        expect.stringMatching(new RegExp(`^destroy of dev: ${count + 2} deleted, \\d+ s$`)),
      ]);
      expect(lines).toHaveLength(5);
      // What is painted over stays in one row of the terminal.
      const painted = written.split(/[\r\n]/).flatMap((line) => line.split(String.fromCharCode(27)));
      expect(painted.some((text) => text.includes("destroy of dev … "))).toBe(true);
      expect(Math.max(...painted.map((text) => text.length))).toBeLessThan(85);
    },
    30_000,
  );

  whenPossible(
    "--verbose shows everything",
    hasTerminal(),
    async () => {
      const { lines } = await destroyed("--verbose");
      expect(lines.length).toBeGreaterThan(2 * count);
      expect(lines).toContain("Resources:");
    },
    30_000,
  );
});
