import type { StackConfig } from "../../../components/config/stack";
import { partsOf } from "../../../components/containers/parts";
import { grafanaNames, uids } from "../../../components/shared/naming";
import type { Container, Docker } from "../../../scripts/engine/docker";
import type { GrafanaApi } from "../../../scripts/grafana/api";
import { Content } from "../../../scripts/upgrade/content";
import { configWith } from "../../support/config";

const at = 1_795_000_000;
const before = { at, lines: 500, boards: ["mine", "deepchat-of-an-older-version"], probed: true };

/** What a stack answers that is well; a test changes something of it. */
function answers(config: StackConfig) {
  const containers = partsOf(config).map(({ role }) => ({
    ...{ id: role, name: role, role, running: true, state: "running", status: "Up 5 seconds (healthy)" },
  })) as Container[];
  const rules = Object.keys(uids.rules).map((name) => ({ name, health: "ok", state: "inactive" }));
  return {
    containers,
    login: 200,
    datasource: "OK",
    boards: ["mine", ...Object.values(uids.dashboards)],
    rules,
    lines: 500,
    newest: at + 60,
  };
}

async function wrong(change: (is: ReturnType<typeof answers>) => void): Promise<string[]> {
  const config = await configWith({});
  const is = answers(config);
  change(is);
  const grafana: Partial<Record<keyof GrafanaApi, unknown>> = {
    status: () => Promise.resolve(is.login),
    strayRules: () => Promise.resolve([]),
    lokiNumbers: (_: string, time: number) =>
      Promise.resolve(time === at ? [{ metric: {}, value: is.lines }] : []),
    lokiLines: () => Promise.resolve([{ nanoseconds: BigInt(is.newest) * 1_000_000_000n, line: "" }]),
    get: (path: string) => {
      if (path.startsWith("/api/search")) return Promise.resolve(is.boards.map((uid) => ({ uid })));
      if (path.endsWith("/health")) return Promise.resolve({ status: is.datasource, message: is.datasource });
      const groups = [{ name: grafanaNames.ruleGroups.rules, rules: is.rules }];
      return Promise.resolve({ data: { groups } });
    },
  };
  const docker = { containers: () => Promise.resolve(is.containers) };
  const content = new Content(config, docker as unknown as Docker, grafana as unknown as GrafanaApi);
  return (await content.wrong(before, at + 30)).map(({ what, found }) => `${what}: ${found}`);
}

it("is well where everything answers, with boards and lines of before", async () => {
  expect(await wrong(() => undefined)).toEqual([]);
  expect(await wrong((is) => (is.lines = 520))).toEqual([]);
});

it.each<[string, (is: ReturnType<typeof answers>) => unknown, string[]]>([
  ["a container is missing", (is) => is.containers.pop(), ["container grafana: missing"]],
  [
    "a container is not healthy yet",
    ({ containers }) => Object.assign(containers[0] ?? {}, { status: "Up 5 seconds (health: starting)" }),
    ["container proxy: Up 5 seconds (health: starting)"],
  ],
  ["Grafana takes no login", (is) => (is.login = 503), ["Grafana: HTTP 503"]],
  ["Grafana does not reach Loki", (is) => (is.datasource = "ERROR"), ["datasource Loki: ERROR"]],
  ["lines are gone", (is) => (is.lines = 499), ["lines of before: 499 of 500 are in Loki"]],
  ["somebody's board is gone", (is) => is.boards.shift(), ["dashboards: missing: mine"]],
  [
    "one of our boards is gone",
    (is) => is.boards.pop(),
    [`dashboards: missing: ${uids.dashboards.runbooks}`],
  ],
  ["nothing new comes", (is) => (is.newest = at), ["new lines: none of the probe has reached Loki yet"]],
])("is not well where %s", async (_, change, found) => {
  expect(await wrong(change)).toEqual(found);
});

it("is not well where a rule is missing or fails", async () => {
  expect(await wrong((is) => is.rules.pop())).toEqual([
    expect.stringMatching(/^alert rules: \d+ of \d+ loaded/),
  ]);
  const [found] = await wrong(({ rules }) => Object.assign(rules[0] ?? {}, { health: "error" }));
  expect(found).toMatch(/^alert rules: .*failing: ollamaDown/);
});
