import { toProviderRule } from "../../components/observability/alerts/rule-group";
import { rules, type RuleSettings } from "../../components/observability/alerts/rules";
import { rule, ruleSettings } from "../support/rules";

let settings: RuleSettings;

let withCanary: RuleSettings;

beforeAll(async () => {
  settings = await ruleSettings();
  withCanary = { ...settings, canary: { interval: 300, timeout: 60 } };
});

describe("toProviderRule", () => {
  it("names each query in its model and repeats the query type, else Grafana reports a change at every `up`", () => {
    const made = toProviderRule(rule("ollamaDown", settings), undefined, "https://x/");
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
    const routing = { contactPoint: "DeepChat", groupWait: 5, groupInterval: 30, repeatInterval: 14_400 };
    const made = toProviderRule(rule("ollamaDown", settings), routing, "https://x/");
    expect(made.notificationSettings).toMatchObject({
      contactPoint: "DeepChat",
      groupWait: "5s",
      groupInterval: "30s",
      repeatInterval: "4h",
      groupBies: expect.arrayContaining(["alertname", "grafana_folder"]) as unknown,
    });
  });

  it("links to runbook, panel and the lines of the host in question, short enough for every message", () => {
    for (const each of rules(withCanary)) {
      const { annotations } = toProviderRule(each, undefined, "https://grafana.example.com/") as {
        annotations: Record<string, string>;
      };
      expect(Object.keys(annotations).sort()).toEqual([
        ...["__dashboardUid__", "__panelId__", "description", "explore_url", "first", "runbook_url"],
        ...["summary", "value"],
      ]);
      expect(annotations.runbook_url).toMatch(/^https:\/\/grafana\.example\.com\/d\/deepchat-runbooks\?/);
      const explore = annotations.explore_url?.replaceAll("{{ $labels.host }}", "gpu-1") ?? "";
      expect(explore).toMatch(/^https:\/\/grafana\.example\.com\/explore\?schemaVersion=1&orgId=1&panes=/);
      // Longer ones are left out of messages.
      expect([each.uid, explore.length <= 800]).toEqual([each.uid, true]);
      const panes = JSON.parse(new URL(explore).searchParams.get("panes") ?? "") as {
        a: { queries: { expr: string }[]; range: { from: string; to: string } };
      };
      expect(panes.a.range).toEqual({ from: "now-1h", to: "now" });
      const lines = each.exploreQuery.replace("{{ $labels.host }}", "gpu-1");
      expect(panes.a.queries.map(({ expr }) => expr)).toEqual([lines]);
    }
  });
});
