import { templates } from "../../components/observability/alerts/templates";
import { messages } from "../../components/observability/messages";
import { kinds } from "../../components/receivers";
import { GrafanaApi } from "../../scripts/grafana/api";
import { describeE2E, hasImage } from "../support/engine";
import { pinned } from "../support/pins";
import { docker } from "./stand/docker";
import { until } from "./stand/until";

/** Messages rendered by a real Grafana from alerts as bad as they can be: no service's limit may be broken. */
const image = pinned("grafanaImage");

interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt?: string;
}

/** The messages of all kinds, some of which have the same. */
const limits = [...new Set(kinds.map(({ message }) => message))];
/** What a service gets of a message; where nothing else is said, the template's text alone. */
const textOnly = (_: string, text: string) => text;

const texts = {
  ...{ ascii: "disk full ", chinese: "显存不足请先检查", emoji: "🔥🚒", markup: '<&>(){}[]*_`"\\' },
  // What some services, or JSON, write as five or six characters.
  escaped: "&<&>",
};

function alert(fill: string, length: number, i = 0, extra: Partial<Alert> = {}): Alert {
  const text = fill.repeat(Math.ceil(length / fill.length)).slice(0, length);
  return {
    labels: { alertname: "Ollama down", host: `gpu-${String(i).padStart(3, "0")}`, severity: "critical" },
    annotations: {
      ...{ summary: text, description: text, value: text, first: text, __orgId__: "1" },
      ...{ runbook_url: `https://grafana.example.com/d/deepchat-runbooks?viewPanel=${i}` },
      explore_url: `https://grafana.example.com/explore?panes=${encodeURIComponent(fill.repeat(10))}`,
      ...{ __dashboardUid__: "deepchat-overview", __panelId__: "2" },
    },
    startsAt: "2026-08-22T10:00:00Z",
    ...extra,
  };
}

describeE2E("messages stay within the limits of every service", hasImage(image), () => {
  const name = `e2e-messages-${Math.random().toString(16).slice(2, 8)}`;
  let grafana: GrafanaApi;

  beforeAll(async () => {
    const settings = ["GF_SECURITY_ADMIN_PASSWORD=admin-12345", "GF_PLUGINS_PREINSTALL_DISABLED=true"];
    docker(
      ...["run", "-d", "--name", name, "-p", "127.0.0.1::3000"],
      ...settings.flatMap((setting) => ["-e", setting]),
      image,
    );
    const address = docker("port", name, "3000/tcp").split("\n")[0];
    grafana = new GrafanaApi(`http://${address}/`, "admin-12345");
    await until("Grafana answers", async () => (await grafana.status("/api/health")) === 200, 90_000);
  }, 120_000);
  afterAll(() => docker("rm", "-f", name), 60_000);

  async function render(language: "en" | "zh", alerts: Alert[]): Promise<Record<string, string>> {
    const all = templates(messages[language], "Asia/Shanghai", kinds);
    const wanted = ["title", ...limits.map(({ template }) => template)];
    const calls = wanted.map((t) => `{{ define "try.${t}" }}{{ template "deepchat.${t}" . }}{{ end }}`);
    const { results = [] } = await grafana.post<{ results?: { name: string; text: string }[] }>(
      "/api/alertmanager/grafana/config/api/v1/templates/test",
      { name: "try", template: [...all.map(({ content }) => content), ...calls].join("\n"), alerts },
    );
    const tried = results.filter(({ name: found }) => found.startsWith("try."));
    expect(tried).toHaveLength(wanted.length);
    return Object.fromEntries(tried.map(({ name: found, text }) => [found.slice(4), text]));
  }

  function withinLimits(rendered: Record<string, string>): void {
    for (const { template, bytes, whole = textOnly } of limits) {
      const size = Buffer.byteLength(whole(rendered.title ?? "", rendered[template] ?? ""));
      expect([template, size, size <= bytes]).toEqual([template, size, true]);
    }
  }

  const cases = (["en", "zh"] as const).flatMap((language) =>
    Object.keys(texts).map((text) => [language, text as keyof typeof texts] as const),
  );

  it.each(cases)(
    "in %s, whatever the length of texts in %s and the number of alerts",
    async (language, text) => {
      for (const length of [0, 20, 60, 100, 200, 400, 800, 2000, 6000])
        for (const count of [1, 2, 4, 40])
          withinLimits(
            await render(
              language,
              Array.from({ length: count }, (_, i) => alert(texts[text], length, i)),
            ),
          );
    },
    60_000,
  );

  it.each(["en", "zh"] as const)("in %s, also with labels and addresses of any length", async (language) => {
    const long = "模".repeat(900);
    const endless = alert("x", 100, 0, {
      labels: { alertname: long, host: "h".repeat(63), model: long },
    });
    endless.annotations.explore_url = `https://grafana.example.com/explore?panes=${"(x)".repeat(2000)}`;
    endless.annotations.runbook_url = `https://grafana.example.com/${"r".repeat(3000)}`;
    const rendered = await render(language, [endless, endless]);
    withinLimits(rendered);
    for (const text of Object.values(rendered)) expect(text).not.toContain("xxx)(x");
  });

  it.each(["en", "zh"] as const)("in %s, also with addresses that grow when written", async (language) => {
    // Each as long as is just not left out: all of them are shown where nothing grows.
    const grown = (fill: string) =>
      alert(texts.escaped, 6000, 0, {
        annotations: {
          ...alert(texts.escaped, 6000).annotations,
          explore_url: `https://grafana.example.com/explore?${fill.repeat(760)}`,
          runbook_url: `https://grafana.example.com/${fill.repeat(170)}`,
        },
      });
    for (const fill of ["a", "&", "("])
      for (const count of [1, 2]) {
        const rendered = await render(language, Array<Alert>(count).fill(grown(fill)));
        withinLimits(rendered);
        if (fill === "a") expect(rendered.slack).toContain("a".repeat(760));
      }
  });

  it.each(["en", "zh"] as const)(
    "in %s, by leaving out whole alerts, firing ones last, and saying how many",
    async (language) => {
      const firing = Array.from({ length: 30 }, (_, i) => alert(texts.chinese, 60, i));
      const over = { endsAt: "2026-08-22T11:00:00Z" };
      const resolved = Array.from({ length: 30 }, (_, i) => alert(texts.chinese, 60, 100 + i, over));
      const rendered = await render(language, [...resolved, ...firing]);
      withinLimits(rendered);
      for (const { template } of limits) {
        const text = longestText(rendered[template] ?? "");
        const shown = (text.match(/gpu-\d{3}$/gm) ?? []).length;
        const left = Number(/(?:not shown here: |此处未显示的其他告警数：)(\d+)/.exec(text)?.[1]);
        expect([template, shown + left]).toEqual([template, 60]);
        expect([template, shown > 0]).toEqual([template, true]);
        // None is cut in the middle: each ends with its runbook.
        expect([template, (text.match(/deepchat-runbooks/g) ?? []).length]).toEqual([template, shown]);
        if (left >= 30) expect(text).not.toMatch(/gpu-1\d\d$/m);
      }
    },
  );

  it("copes with alerts that have no annotations at all, and says whose they are", async () => {
    const bare = { labels: { alertname: "X" }, annotations: {}, startsAt: "2026-08-22T10:00:00Z" };
    for (const [name, text] of Object.entries(await render("en", [bare]))) {
      expect([name, text]).toEqual([name, expect.stringContaining("X")]);
      expect([name, text]).toEqual([name, expect.not.stringMatching(/no value|map\[|%!/)]);
    }
  });

  it("shows times in the stack's zone", async () => {
    expect((await render("zh", [alert("x", 5)])).wecom).toContain("开始于：2026-08-22 18:00:00 CST");
  });
});

/** What a person reads of a message that is a request's whole body; others are text already. */
function longestText(message: string): string {
  const texts: string[] = [];
  try {
    JSON.parse(message, (_, value: unknown) => {
      if (typeof value === "string") texts.push(value);
      return value;
    });
  } catch {
    return message;
  }
  return texts.sort((a, b) => b.length - a.length)[0] ?? message;
}
