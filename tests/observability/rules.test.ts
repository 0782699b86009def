import * as fs from "node:fs";
import * as path from "node:path";

import { parser } from "@grafana/lezer-logql";

import { rules, type RuleSettings, ruleSpecs } from "../../components/observability/alerts/rules";
import { runbookPath } from "../../components/observability/dashboards/runbooks";
import { messages } from "../../components/observability/messages";
import { toSeconds } from "../../components/shared/duration";
import { uids } from "../../components/shared/naming";
import { root } from "../../scripts/offline/project";
import { build, panels } from "../support/dashboards";
import { rule, ruleSettings } from "../support/rules";

let settings: RuleSettings;

let withCanary: RuleSettings;

beforeAll(async () => {
  settings = await ruleSettings();
  withCanary = { ...settings, canary: { interval: 300, timeout: 60 } };
});

describe.each(["en", "zh"] as const)("rules in %s", (language) => {
  const all = () => rules({ ...withCanary, texts: messages[language] });

  it("match their reviewed form", () => {
    expect(all()).toMatchSnapshot();
  });

  it("are complete: a rule for each name, texts without an unfilled place, short enough for a lock screen", () => {
    expect(
      all()
        .map(({ uid }) => uid)
        .sort(),
    ).toEqual(Object.values(uids.rules).sort());
    expect(new Set(all().map(({ title }) => title)).size).toBe(all().length);
    for (const { uid, title, summary, description, value, firstStep } of all()) {
      expect(uid.length).toBeLessThanOrEqual(40);
      for (const text of [title, summary, description, value, firstStep])
        expect(text).toMatch(/^(?!.*(?<!\{)\{\w+\})./);
      // As a person sees it, with values of a usual length.
      const seen = summary.replace(/\{\{[^}]*\}\}/g, "a-host-name-1");
      expect([uid, seen.length]).toEqual([uid, Math.min(seen.length, 80)]);
    }
  });

  it("lead to a graph that exists, for Grafana draws alerts on graphs only", () => {
    const built = build(language);
    for (const { uid, dashboard } of all()) {
      const found = built.find((candidate) => candidate.uid === dashboard.uid);
      const panel = found && panels(found).find(({ id }) => id === dashboard.panelId);
      expect([uid, panel?.type]).toEqual([uid, "timeseries"]);
    }
  });

  it("have a runbook of the right name and title, shown in the dashboard the link opens", () => {
    const shown = build(language).find(({ uid }) => uid === uids.dashboards.runbooks);
    for (const { runbook, title } of all()) {
      const file = path.join(root, "docs/runbooks", `${runbook}.${language}.md`);
      expect(fs.readFileSync(file, "utf8").split("\n")[0]).toBe(`# ${title}`);
      const [, id] = /viewPanel=panel-(\d+)$/.exec(runbookPath(runbook)) ?? [];
      const panel = shown && panels(shown).find((candidate) => candidate.id === Number(id));
      expect((panel?.options as { content: string }).content).toBe(`# ${runbook}`);
    }
    const files = fs.readdirSync(path.join(root, "docs/runbooks"));
    expect(files.sort()).toEqual(
      Object.values(uids.rules)
        .flatMap((uid) => [`${uid}.en.md`, `${uid}.zh.md`])
        .sort(),
    );
  });
});

it.each([
  ["docs/alerts.md", "en"],
  ["docs/alerts.zh.md", "zh"],
] as const)("stand in %s with their runbooks", (name, language) => {
  const text = fs.readFileSync(path.join(root, name), "utf8");
  const listed = [...text.matchAll(/^\| \[(.+?)\]\(runbooks\/(.+?)\.(\w\w)\.md\)/gm)].map(
    ([, ...each]) => each,
  );
  const all = rules({ ...settings, texts: messages[language] });
  expect(listed.sort()).toEqual(all.map(({ title, uid }) => [title, uid, language]).sort());
});

it("writes runbooks that can be followed: what it means, steps in order, when it ends; whole in Chinese", () => {
  for (const file of fs.readdirSync(path.join(root, "docs/runbooks"))) {
    const text = fs.readFileSync(path.join(root, "docs/runbooks", file), "utf8");
    const steps = [...text.matchAll(/^(\d)\. /gm)].map(([, number]) => Number(number));
    expect([file, steps]).toEqual([file, steps.map((_, i) => i + 1)]);
    expect([file, steps.length]).toEqual([file, Math.max(3, steps.length)]);
    const parts = file.includes(".zh.")
      ? ["**含义**：", "**按顺序处理**：", "**自动恢复**"]
      : ["**Means:**", "**In order:**", "**Resolved**"];
    for (const part of parts) expect([file, text]).toEqual([file, expect.stringContaining(part)]);
    // Half-width punctuation between Chinese words.
    if (file.includes(".zh.")) expect([file, text.match(/[\u4e00-\u9fff][,:;?()]/g)]).toEqual([file, null]);
  }
});

it("asks what Loki can parse, over a range at least as long as the windows inside", () => {
  for (const { uid, expr, window, exploreQuery } of rules(withCanary)) {
    const ranges = [...expr.matchAll(/\[(\d\w*)\](?: offset (\d\w*))?/g)].map(
      ([, range = "", offset = "0s"]) => Number(toSeconds(range)) + Number(toSeconds(offset)),
    );
    expect([uid, ranges.length > 0]).toEqual([uid, true]);
    for (const range of ranges) expect(range).toBeLessThanOrEqual(window);
    for (const query of [expr, exploreQuery]) {
      parser
        .parse(query)
        .iterate({ enter: (node) => expect([query, node.type.isError]).toEqual([query, false]) });
    }
  }
});

it("asks the less often the further it looks back", () => {
  for (const { uid, expr, evaluationInterval } of rules(withCanary)) {
    const far = /\[24h\]/.test(expr) ? "day" : /\[15m\]/.test(expr) ? "quarter" : "minutes";
    if (far !== "minutes") expect([uid, evaluationInterval]).not.toEqual([uid, "10s"]);
  }
});

it("gives down rules their whole time, and blindness its own", () => {
  for (const key of ["ollamaDown", "webuiDown", "serverDown"] as const) {
    const { window, pendingPeriod } = rule(key, settings);
    expect(window + pendingPeriod).toBe(120);
  }
  const { window, pendingPeriod } = rule("blind", settings);
  expect([window, pendingPeriod]).toEqual([120, 60]);
});

it("takes every threshold from the configuration", async () => {
  const changed = await ruleSettings({
    ollamaDownAfter: 240,
    webuiDownAfter: 360,
    hangAfter: 1200,
    errorThreshold: 23,
    errorWindow: 480,
    errorShareThreshold: 7,
    latencyThreshold: 33,
    queueFullThreshold: 4,
    reloadThreshold: 9,
    speedThreshold: 31,
    blindAfter: 540,
    sourceSilentAfter: 1860,
    diskFreeThreshold: 21,
    gpuHeldShare: 71,
    hostMemoryFree: 8,
    hostDiskFree: 13,
    backupMaxAge: 129_600,
  });
  expect(rule("ollamaDown", changed).expr).toContain("[2m]");
  expect(rule("serverDown", changed).expr).toContain("[2m]");
  expect(rule("webuiDown", changed).expr).toContain("[3m]");
  expect(rule("hang", changed).expr).toContain("[20m]");
  expect(rule("webuiErrors", changed)).toMatchObject({
    expr: expect.stringContaining("[8m]") as unknown,
    condition: { is: "above", value: 23 },
    value: '{{ printf "%.0f" (index $values "B").Value }} answers; threshold 23',
  });
  expect(rule("errorShare", changed).condition).toEqual({ is: "above", value: 0.07 });
  expect(rule("latency", changed).condition).toEqual({ is: "above", value: 33 });
  expect(rule("queueFull", changed).condition).toEqual({ is: "above", value: 4 });
  expect(rule("modelReloads", changed).condition).toEqual({ is: "above", value: 9 });
  expect(rule("slowGeneration", changed).condition).toEqual({ is: "below", value: 0.31 });
  expect(rule("blind", changed).expr).toContain("[6m]");
  expect(rule("sourceSilent", changed).expr).toContain("[31m]");
  expect(rule("diskFull", changed).condition).toEqual({ is: "below", value: 0.21 });
  expect(rule("gpuHeld", changed).expr).toContain(">= 0.71");
  expect(rule("hostMemory", changed).condition).toEqual({ is: "below", value: 0.08 });
  expect(rule("hostDisk", changed).expr).toContain("< 0.13");
  expect(rule("backupOld", changed).expr).toContain("> 129600");
});

it("says which configuration keys a rule goes by: each of them changes it", async () => {
  for (const { key, keys = [] } of ruleSpecs(withCanary)) {
    for (const name of keys) {
      const value = settings.thresholds[name] as number;
      const changed = await ruleSettings({ [name]: 2 * value + 1200 });
      expect([key, name, rule(key, changed)]).not.toEqual([key, name, rule(key, settings)]);
    }
  }
});

it("leaves out rules that are switched off", async () => {
  const off = [uids.rules.modelReloads, uids.rules.latency];
  const left = rules(await ruleSettings({ rulesOff: off })).map(({ uid }) => uid);
  expect(left).toHaveLength(Object.keys(uids.rules).length - 2);
  for (const uid of off) expect(left).not.toContain(uid);
});

it("keeps a consequence waiting until the probe has noticed the outage, but never past its own window", async () => {
  expect(rule("webuiErrors", settings).pendingPeriod).toBe(50);
  const slow = await ruleSettings({ errorWindow: 60 }, { probeInterval: 60 });
  expect(rule("webuiErrors", slow).pendingPeriod).toBe(30);
});
