import * as fs from "node:fs";
import * as path from "node:path";

/** One question to Loki: for now, or over a time range as a graph asks. */
export interface Question {
  name: string;
  expr: string;
  instant: boolean;
}

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
  const { build, panels, targets } = await from<Sources["dashboards"]>("tests/support/dashboards");
  const { ruleSettings } = await from<Sources["rules"]>("tests/support/rules");
  // Where they stood before the tree by subject.
  const former = "components/alerts/rules";
  const { rules } = await from<Sources["all"]>(
    fs.existsSync(path.join(root, former)) ? former : "components/observability/alerts/rules",
  );

  const shown = build("en").flatMap((dashboard) =>
    panels(dashboard).flatMap((panel) =>
      targets({ ...dashboard, panels: [panel] }).map(({ expr, refId, queryType }): Question => ({
        name: `${dashboard.uid} ${panel.title} ${refId}`,
        expr: expr.replaceAll("$__auto", "3m").replaceAll("$__range", "24h").replace(/\$\w+/g, ".+"),
        instant: queryType === "instant",
      })),
    ),
  );
  const asked = rules(await ruleSettings({}, { canary: { interval: 300, timeout: 60 } })).map(
    ({ uid, expr }): Question => ({ name: `rule ${uid}`, expr, instant: true }),
  );
  console.log(JSON.stringify([...shown, ...asked].filter(({ expr }) => !expr.startsWith("{"))));
}

void main();
