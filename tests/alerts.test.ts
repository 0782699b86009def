import * as fs from "node:fs";
import * as path from "node:path";

import { parser } from "@grafana/lezer-logql";

import { toProviderRule } from "../components/alerts/rule-group";
import { rules } from "../components/alerts/rules";
import { templates } from "../components/alerts/templates";
import { dashboards } from "../components/dashboards";
import { toSeconds } from "../components/duration";
import { messages } from "../components/messages";
import { uids } from "../components/naming";
import { root } from "../scripts/support/project";

const settings = { ollamaDownAfter: 120, errorThreshold: 10, errorWindow: 300, blindAfter: 120 };

describe.each(["en", "zh"] as const)("rules in %s", (language) => {
  const all = rules({ texts: messages[language], ...settings });

  it("match their reviewed form", () => {
    expect(all).toMatchSnapshot();
  });

  it("are complete: unique uid, severity, texts without an unfilled place, runbook in both languages, an existing panel", () => {
    const built = dashboards({
      texts: messages[language],
      freshness: 45,
      errorThreshold: 10,
      errorWindow: 300,
      runbook: () => "",
    });
    expect(all.map(({ uid }) => uid).sort()).toEqual(Object.values(uids.rules).sort());
    for (const rule of all) {
      expect(rule.uid.length).toBeLessThanOrEqual(40);
      expect(rule.summary + rule.description).not.toMatch(/(?<!\{)\{\w+\}/);
      for (const other of ["en", "zh"])
        expect(fs.existsSync(path.join(root, "docs/runbooks", `${rule.runbook}.${other}.md`))).toBe(true);
      const dashboard = built.find(({ uid }) => uid === rule.dashboard.uid);
      expect(dashboard?.panels?.map((panel) => (panel as { id: number }).id)).toContain(
        rule.dashboard.panelId,
      );
    }
  });

  it("query a range at least as long as their window", () => {
    for (const { expr, window } of all) {
      const ranges = [...expr.matchAll(/\[(\w+)\]/g)].map(([, range = ""]) => toSeconds(range));
      expect(ranges.length).toBeGreaterThan(0);
      for (const range of ranges) expect(range).toBeLessThanOrEqual(window);
      parser
        .parse(expr)
        .iterate({ enter: (node) => expect([expr, node.type.isError]).toEqual([expr, false]) });
    }
  });
});

it("gives Ollama down its two minutes in all", () => {
  const [down] = rules({ texts: messages.en, ...settings });
  expect((down?.window ?? 0) + (down?.pendingFor ?? 0)).toBe(120);
});

describe("toProviderRule", () => {
  const [rule] = rules({ texts: messages.en, ...settings });
  if (!rule) throw new Error("there is no rule");

  it("names each query in its model and repeats the query type, else Grafana reports a change at every `up`", () => {
    const made = toProviderRule(rule, undefined, (name) => `https://x/${name}`);
    const datas = made.datas as {
      refId: string;
      model: string;
      queryType: string;
      relativeTimeRange: { from: number };
    }[];
    for (const { refId, model, queryType } of datas) {
      const parsed = JSON.parse(model) as { refId: string; queryType?: string };
      expect(parsed.refId).toBe(refId);
      expect(queryType).toBe(parsed.queryType ?? "");
    }
    expect(made).toMatchObject({
      condition: "C",
      for: "1m",
      noDataState: "KeepLast",
      notificationSettings: undefined,
    });
  });

  it("routes by the rule itself, grouped so that the label set Grafana insists on is there", () => {
    const made = toProviderRule(
      rule,
      { contactPoint: "DeepChat", groupWait: 5, groupInterval: 30, repeatInterval: 14_400 },
      String,
    );
    expect(made.notificationSettings).toMatchObject({
      contactPoint: "DeepChat",
      groupWait: "5s",
      groupInterval: "30s",
      repeatInterval: "4h",
      groupBies: expect.arrayContaining(["alertname", "grafana_folder"]),
    });
  });
});

it.each(["en", "zh"] as const)("uses only words and templates that %s has", (language) => {
  const all = templates(messages[language], "UTC", [{ type: "feishu" }]);
  const text = all.map(({ content }) => content).join("\n");
  const defined = [...text.matchAll(/define "([^"]+)"/g)].map(([, name]) => name);
  const used = [...text.matchAll(/(?:template|tmpl\.Exec) "(deepchat\.[^"]+)"/g)].map(([, name]) => name);
  expect(used.length).toBeGreaterThan(20);
  for (const name of used) expect(defined).toContain(name);
  // A word nobody uses is one nobody will keep right.
  const words = defined.filter((name) => name?.startsWith("deepchat.word."));
  for (const name of words) expect(used).toContain(name);
  expect(new Set(defined).size).toBe(defined.length);
});

it("leaves out what older Grafanas cannot read unless Feishu needs it", () => {
  const text = templates(messages.en, "UTC")
    .map(({ content }) => content)
    .join("\n");
  expect(text).not.toMatch(/coll\.|data\.|tmpl\./);
});
