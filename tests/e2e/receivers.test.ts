import { grafanaNames, uids } from "../../components/shared/naming";
import { describeE2E } from "../support/engine";
import { examples, secretValues as valuesOfExamples } from "../support/receivers";
import { type Request, Services } from "./fakes/services";
import { pushHosts, putRule, removeRule, type TestRule } from "./stand/alerts";
import { cannotRun, docker, healthy, Stand } from "./stand/stand";
import { until } from "./stand/until";

/** Every kind of receiver on one real stack, against services that check what they get. The tests build on each other. */

const receivers = examples.map(({ entry }) => entry);
/** Where their messages arrive; DingTalk's two share a path. */
const places = [...new Set(examples.flatMap(({ place }) => place ?? []))];
const heartbeat = "https://hook.example.com/heartbeat";
const secretValues = [heartbeat, ...valuesOfExamples];

/**
 * Grafana takes up to a minute to learn of new grouping settings. An alert that fires before goes a preliminary way, and
 * nobody hears when it is over: this rule goes ahead of the others, which have the same settings.
 */
const pathfinder: TestRule = {
  ...{ uid: "pathfinder", title: "Pathfinder", contactPoint: grafanaNames.contactPoints.critical },
  query: { loki: `absent_over_time({job="nobody"}[1m])` },
};

interface ProvisionedRule {
  folderUID: string;
  notification_settings?: { receiver: string; mute_time_intervals?: string[] };
}

/** Messages of people's services, without logins and questions. */
const messagesOf = (all: Request[]) => all.filter(({ path }) => !/gettoken|getMe|auth\.test/.test(path));

/** What differs from run to run, taken out of a golden. */
function normalised(text: string, port: number): string {
  return (
    text
      .replaceAll(`localhost:${port}`, "localhost:3000")
      .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( (UTC|CST)|Z|\+\d\d:\d\d)?/g, "<time>")
      .replace(/\b(from|to)=\d{13}/g, "$1=<ms>")
      // Grafana's own, whichever image runs and whenever.
      .replace(/Grafana v[\d.]+\d[\w+-]*/g, "Grafana <version>")
      .replace(/(&copy;|©) \d{4} Grafana/g, "$1 <year> Grafana")
      .replaceAll(`localhost%3A${port}`, "localhost%3A3000")
      .replace(/"ts": \d+/g, '"ts": 0')
      .replace(/"(timestamp|sign)": "[^"]+"/g, '"$1": "<$1>"')
      .replace(/matcher=__alert_rule_uid__%3D[\w-]+/g, "matcher=__alert_rule_uid__%3D<uid>")
  );
}

describeE2E("receivers of every kind", cannotRun(), () => {
  let stand: Stand;
  let services: Services;

  /** A new Grafana container trusts nobody yet. */
  const trust = async () => {
    services.trustedBy(stand.container("grafana"));
    await healthy(stand.container("grafana"));
  };
  const base = () => ({
    smtpHost: `host.docker.internal:${stand.receiver.smtpPort}`,
    smtpFrom: "grafana@example.com",
    smtpTls: "NoStartTLS",
  });

  beforeAll(async () => {
    stand = await Stand.create();
    stand.configure(base());
    services = new Services(`e2e-${stand.id}-services`);
    const settings = receivers.flatMap((receiver, i) =>
      Object.entries(receiver).flatMap(([name, value]): string[] => {
        const set = (key: string, text: string) => [
          secretValues.includes(text) ? "--secret" : "--plaintext",
          `receivers[${i}].${key}=${text}`,
        ];
        if (Array.isArray(value)) return value.flatMap((entry, j) => set(`${name}[${j}]`, String(entry)));
        if (value !== null && typeof value === "object")
          return Object.entries(value).flatMap(([header, text]) => set(`${name}["${header}"]`, String(text)));
        return set(name, String(value));
      }),
    );
    settings.push(
      ...["--secret", `heartbeatUrl=${heartbeat}`, "--plaintext", "heartbeatInterval=1m"],
      ...["--plaintext", "quietHours[0].from=22:00", "--plaintext", "quietHours[0].to=07:00"],
      ...[
        "--plaintext",
        "quietHours[0].severities[0]=critical",
        "--plaintext",
        "quietHours[0].days[0]=friday",
      ],
    );
    await stand.must("pulumi", "config", "set-all", "--path", ...settings);
  }, 120_000);

  afterAll(async () => {
    services?.stop();
    await stand?.dispose();
  }, 120_000);

  it("come up with one command and change nothing at a second, nor after a refresh", async () => {
    await stand.must("up");
    for (const role of ["grafana", "relay"]) await healthy(stand.container(role));
    await putRule(await stand.grafana(), pathfinder);
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    await stand.must("refresh");
    await (await stand.automation()).preview({ expectNoChanges: true, configFile: stand.configFile });
  }, 240_000);

  it("leak no secret into state, outputs, logs, inspect or rendered files", async () => {
    const { output: state } = await stand.must("pulumi", "stack", "export");
    const { output: outputs } = await stand.must("pulumi", "stack", "output");
    const { output: rendered } = await stand.must("render", "--out", `${stand.folder}/rendered`);
    const files = docker(
      "run",
      "--rm",
      "-v",
      `${stand.folder}/rendered:/r:ro`,
      "node:24-alpine",
      "grep",
      "-r",
      "",
      "/r",
    );
    const seen = ["grafana", "relay"].map(
      (role) => docker("inspect", stand.container(role)) + docker("logs", stand.container(role)),
    );
    for (const [i, text] of [state, outputs, rendered, files, ...seen].entries())
      for (const secret of secretValues)
        expect([i, secret, text.includes(secret)]).toEqual([i, secret, false]);
    expect(state).toContain("DeepChat critical");
    expect(files).toContain("DeepChat warning");
  }, 120_000);

  it("are all tested by alert-test, and said to have got their message", async () => {
    await services.start(stand.prefix);
    await trust();
    // The relay holds what the pathfinder sent while nobody was there, and tries again after a minute at most: until then
    // it answers with the trouble it had.
    const held = examples.flatMap(({ place, relay }) => (place && relay !== "no" ? [place] : []));
    await until(
      "the relay has delivered what it held",
      async () => {
        const all = (await services.received()).map(({ host, path }) => `${host}${path}`);
        const count = (list: string[], place: string) => list.filter((one) => one === place).length;
        return held.every((place) => count(all, place) >= count(held, place));
      },
      90_000,
    );
    const { output, code } = await stand.npm("alert-test");
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`${receivers.length} delivered, 0 unknown, 0 refused`),
    ]);
    for (const secret of secretValues) expect(output).not.toContain(secret);
    const mark = /mark (\w+)/.exec(output)?.[1] ?? "no mark";
    // One through Grafana each: nobody is asked beside it where the relay reads the answer.
    const messages = messagesOf(await services.received()).filter(({ body }) => body.includes(mark));
    const arrived = places.map((place) => [
      place,
      messages.filter(({ host, path }) => `${host}${path}` === place).length,
    ]);
    expect(arrived).toEqual(
      places.map((place) => [place, examples.filter((example) => example.place === place).length]),
    );
    expect(stand.receiver.received.filter(({ body }) => body.includes(mark))).toHaveLength(1);
  }, 300_000);

  describe.each(["en", "zh"])("in %s", (language) => {
    const uid = (name: string) => `${name}-${language}`;
    const critical = grafanaNames.contactPoints.critical;
    const host = { host: "gpu-1" };
    const annotations = {
      summary:
        language === "en"
          ? "Ollama on gpu-1 is down: chats cannot work"
          : "gpu-1 上的 Ollama 已宕机，对话无法进行",
      description: "No <answer> & no probe: `a|b` for 2m.",
      value: "0, threshold 1",
      first: "systemctl status ollama",
      runbook_url: "http://localhost:3000/d/deepchat-runbooks?viewPanel=1",
      explore_url: "http://localhost:3000/explore?panes=(x)",
      __dashboardUid__: "deepchat-overview",
      __panelId__: "2",
    };
    const rules = (): TestRule[] => [
      {
        uid: uid("down"),
        title: `Down ${language}`,
        contactPoint: critical,
        // Broken until a line says that it is repaired.
        query: { loki: `absent_over_time({job="e2e-repaired-${language}"}[10m])` },
        labels: host,
        annotations,
      },
      {
        ...{ uid: uid("many"), title: `Many ${language}`, contactPoint: critical },
        query: { loki: `sum by (host) (count_over_time({job="e2e-many"}[10m]))` },
        annotations: { ...annotations, summary: `{{ $labels.host }}: ${annotations.summary}` },
      },
      {
        ...{ uid: uid("nodata"), title: `Quiet ${language}`, contactPoint: critical, noData: "NoData" },
        ...{ query: { loki: `sum(count_over_time({job="nobody"}[1m]))` }, labels: host, annotations },
      },
      {
        uid: uid("error"),
        title: `Broken ${language}`,
        contactPoint: critical,
        query: { loki: "{" },
        labels: host,
        annotations,
      },
    ];
    /** What tells a form's message: the rule's title, and all forty where Grafana may send a part of them first. */
    const forms = {
      ...{ firing: `Down ${language}`, many: `Many ${language} · gpu-01 (40)` },
      ...{ nodata: `Quiet ${language}`, error: `Broken ${language}` },
    };

    const arrived = async (title: string, resolved: boolean) => {
      const word = { en: "Resolved", zh: "已恢复" }[language] ?? "";
      const is = (body: string) => body.includes(title) && body.includes(word) === resolved;
      const mails = stand.receiver.received.map(({ body }) => decodeMail(body)).filter(is);
      const messages = messagesOf(await services.received()).filter(({ body }) => is(decode(body)));
      const there = new Set(messages.map(({ host: name, path }) => `${name}${path}`));
      const absent = places.filter((place) => !there.has(place));
      if (mails.length === 0) absent.push("mail");
      if (absent.length > 0) throw new Error(`nothing yet at ${absent.join(", ")}`);
      return { mails, messages };
    };

    it("get what fires, what has no data, what cannot be checked, and many at once, within every limit", async () => {
      if (language === "zh") {
        await stand.must(
          "pulumi",
          "config",
          "set-all",
          "--plaintext",
          "language=zh",
          "--plaintext",
          "timeZone=Asia/Shanghai",
        );
        await stand.must("up");
        await trust();
      }
      const grafana = await stand.grafana();
      await until(
        "Grafana knows the grouping",
        async () =>
          (await services.received()).some(
            ({ body }) => body.includes("Pathfinder") && body.includes("__grafana_route_settings_hash__"),
          ),
        90_000,
      );
      await pushHosts(stand.ports.loki, "e2e-many", 40);
      for (const rule of rules()) await putRule(grafana, rule);
      const golden: Record<string, unknown> = {};
      for (const [form, title] of Object.entries(forms)) {
        const { mails, messages } = await until(`${form} at everybody`, () => arrived(title, false), 90_000);
        for (const { host: name, path, answer, status } of messages)
          expect([name, path, status, answer]).toEqual([
            name,
            path,
            200,
            expect.stringMatching(/^ok$|"(errcode|code)":0|"ok":true|^\{\}$/),
          ]);
        golden[form] = goldenOf(mails, messages, stand.ports.grafana);
      }
      expect(golden).toMatchSnapshot();
    }, 240_000);

    it("get what is over", async () => {
      const grafana = await stand.grafana();
      await pushHosts(stand.ports.loki, `e2e-repaired-${language}`, 1);
      const { mails, messages } = await until(
        "resolved at everybody",
        () => arrived(`Down ${language}`, true),
        90_000,
      );
      expect(goldenOf(mails, messages, stand.ports.grafana)).toMatchSnapshot();
      for (const rule of rules()) await removeRule(grafana, rule.uid);
    }, 120_000);
  });

  // In a block of its own, because Jest runs those after all tests outside of one.
  describe("in the end", () => {
    it("are left alone at quiet times, which Grafana has as they were asked for", async () => {
      const grafana = await stand.grafana();
      expect(await grafana.get("/api/v1/provisioning/mute-timings")).toMatchObject([
        {
          name: grafanaNames.muteTiming(0),
          time_intervals: [
            { times: [{ start_time: "22:00", end_time: "24:00" }], weekdays: ["friday"] },
            { times: [{ start_time: "00:00", end_time: "07:00" }], weekdays: ["saturday"] },
          ],
        },
      ]);
      const rules =
        (await grafana.get<ProvisionedRule[]>("/api/v1/provisioning/alert-rules"))?.filter(
          ({ folderUID }) => folderUID === uids.folders.alerts,
        ) ?? [];
      // The quiet time is for what is critical only.
      const mutes = (receiver: string) =>
        rules.flatMap(({ notification_settings: settings }) =>
          settings?.receiver === receiver ? [settings.mute_time_intervals ?? []] : [],
        );
      const { critical, warning } = grafanaNames.contactPoints;
      expect(mutes(critical).length).toBeGreaterThan(2);
      expect(mutes(warning).length).toBeGreaterThan(2);
      expect(new Set(mutes(critical).flat())).toEqual(new Set([grafanaNames.muteTiming(0)]));
      expect(mutes(critical).filter((names) => names.length !== 1)).toEqual([]);
      expect(mutes(warning).flat()).toEqual([]);
    }, 30_000);

    it("are not bothered by the heartbeat, which beats every minute at its own address", async () => {
      const beats = await until(
        "three heartbeats",
        async () => {
          const all = (await services.received()).filter(({ path }) => path === "/heartbeat");
          return all.length >= 3 && all;
        },
        100_000,
      );
      for (const { body } of beats) expect(JSON.parse(body)).toMatchObject({ status: "firing" });
      const elsewhere = (await services.received()).filter(({ path }) => path !== "/heartbeat");
      expect(elsewhere.filter(({ body }) => /Watchdog|看门狗/.test(decode(body)))).toEqual([]);
    }, 120_000);

    it("are refused by alert-test with the service's own reason and a way out, and exit code 1", async () => {
      const refusing = examples.flatMap(({ place, refused }) => (place && refused ? [place] : []));
      await services.refuse(...new Set(refusing.map((place) => place.split("/")[0] ?? "")));
      const { output, code } = await stand.npm("alert-test");
      expect(code).toBe(1);
      for (const [i, { refused }] of examples.entries()) {
        if (!refused) continue;
        const line = output.split("\n").find((text) => text.includes(`receivers[${i}] `));
        expect([i, line]).toEqual([i, expect.stringMatching(/^refused/)]);
        expect([i, line]).toEqual([i, expect.stringMatching(refused)]);
      }
      expect(output).toMatch(/^delivered +receivers\[0\] \(email\)/m);
      expect(output).toMatch(/-> more than 20 messages in a minute/);
      expect(output).toMatch(/-> give the bot a keyword .* DeepChat/);
      for (const secret of secretValues) expect(output).not.toContain(secret);
    }, 300_000);

    it("are named by verify and by the alert about deliveries while they refuse", async () => {
      const failing = await until(
        "verify names the receiver",
        async () => {
          const { output } = await stand.npm("verify");
          return (
            /^failed +notifications to receivers\[3\] \(dingtalk\) .*310000 keywords/m.test(output) && output
          );
        },
        60_000,
      );
      for (const secret of secretValues) expect(failing).not.toContain(secret);
      interface Rules {
        data: { groups: { rules: { state: string; alerts?: { labels: Record<string, string> }[] }[] }[] };
      }
      const grafana = await stand.grafana();
      await until(
        "the alert names the receiver",
        async () => {
          const all = await grafana.get<Rules>("/api/prometheus/grafana/api/v1/rules");
          return all?.data.groups
            .flatMap(({ rules }) => rules)
            .filter(({ state }) => state === "firing")
            .some(({ alerts }) => alerts?.some(({ labels }) => labels.receiver === "receivers[3]"));
        },
        150_000,
      );
      const shown = docker("logs", stand.container("relay"));
      expect(shown).toContain('"receiver":"receivers[3]"');
      for (const secret of secretValues) expect(shown).not.toContain(secret);
      await services.refuse();
    }, 240_000);
  });
});

/** One message of each place, as text. */
function goldenOf(mails: string[], messages: Request[], port: number): Record<string, string> {
  const first = new Map<string, string>();
  for (const { host, path, body } of messages) {
    const place = `${host}${path}`;
    if (!first.has(place)) first.set(place, normalised(pretty(body), port));
  }
  const sorted = [...first].sort(([a], [b]) => a.localeCompare(b, "en"));
  return { mail: normalised(mails[0] ?? "", port), ...Object.fromEntries(sorted) };
}

function pretty(body: string): string {
  try {
    const value = JSON.parse(body) as { groupKey?: string };
    // Of a webhook's body the part that is ours.
    const { title, state, message } = value as Record<string, unknown>;
    const ours = value.groupKey ? { title, state, message } : value;
    return JSON.stringify(ours, null, 2).replaceAll("\\n", "\n");
  } catch {
    // A form, whose fields come in any order.
    const parts = body.split(/\r?\n?--[0-9a-f]{60}(?:--)?\r\n/).filter(Boolean);
    return parts
      .map((part) => part.replaceAll("\r\n", "\n"))
      .sort()
      .join("\n---\n");
  }
}

/** Readable whatever was escaped in it. */
function decode(body: string): string {
  return body.replace(/\\u([0-9a-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Subject and visible text of a mail, which is HTML. */
function decodeMail(mail: string): string {
  const subject = /^Subject: ((?:.*\r?\n[ \t])*.*)$/m.exec(mail)?.[1] ?? "";
  const words = subject
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, text: string) => quoted(text.replaceAll("_", " ")));
  const html = quoted(mail.slice(mail.indexOf("<body")).replace(/=\r?\n/g, ""));
  const text = html
    .replace(/<!--[\s\S]*?-->|<[^>]+>/g, "")
    .replaceAll("&nbsp;", " ")
    .replace(/&#39;/g, "'")
    .replace(/[ \t]*\r?\n\s*/g, "\n");
  return `${words}\n${text}`;
}

function quoted(text: string): string {
  const bytes = Buffer.from(text, "utf8")
    .toString("latin1")
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
