import * as fs from "node:fs";
import * as path from "node:path";

import { parser } from "@grafana/lezer-logql";
import * as pulumi from "@pulumi/pulumi";

import { contactPoint } from "../components/alerts/contact-points";
import { toProviderRule } from "../components/alerts/rule-group";
import { rules } from "../components/alerts/rules";
import { templates } from "../components/alerts/templates";
import { toSeconds } from "../components/duration";
import { messages } from "../components/messages";
import { uids } from "../components/naming";
import { root } from "../scripts/support/project";
import { build } from "./support/dashboards";

const settings = { ollamaDownAfter: 120, errorThreshold: 10, errorWindow: 300, blindAfter: 120 };

describe.each(["en", "zh"] as const)("rules in %s", (language) => {
  const all = rules({ texts: messages[language], ...settings });

  it("match their reviewed form", () => {
    expect(all).toMatchSnapshot();
  });

  it("are complete: unique uid, severity, texts without an unfilled place, runbook in both languages, an existing panel", () => {
    const built = build(language);
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
      const ranges = [...expr.matchAll(/\[(\d\w*)\]/g)].map(([, range = ""]) => toSeconds(range));
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

describe("contactPoint", () => {
  it("is nothing without a receiver", () => {
    expect(contactPoint({ emailTo: [] })).toBeUndefined();
  });

  it("keeps every URL secret", async () => {
    const point = contactPoint({
      emailTo: ["a@example.com"],
      wecomUrl: pulumi.output("https://wecom.example.com/key"),
      webhookUrl: pulumi.output("https://hook.example.com/key"),
    });
    const [wecom] = point?.wecoms as { url: pulumi.Output<string> }[];
    const [webhook] = point?.webhooks as { url: pulumi.Output<string> }[];
    expect(await pulumi.isSecret(wecom?.url as pulumi.Output<string>)).toBe(true);
    expect(await pulumi.isSecret(webhook?.url as pulumi.Output<string>)).toBe(true);
    expect(point?.emails).toEqual([
      expect.objectContaining({ addresses: ["a@example.com"], singleEmail: true }),
    ]);
  });
});

it("uses only words the language has", () => {
  const [words, texts] = templates(messages.zh);
  const defined = [...(words?.content ?? "").matchAll(/define "([^"]+)"/g)].map(([, name]) => name);
  const used = [...(texts?.content ?? "").matchAll(/template "(deepchat\.word\.[^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(used.length).toBeGreaterThan(5);
  for (const name of used) expect(defined).toContain(name);
});
