import * as pulumi from "@pulumi/pulumi";

import { contactPoint, secretMembers } from "../../components/observability/alerts/contact-points";
import { watchdog } from "../../components/observability/alerts/heartbeat";
import { muteIntervals } from "../../components/observability/alerts/mute-timings";
import { kinds, secretFields } from "../../components/receivers";
import type { Kind } from "../../components/receivers/kind";
import * as duration from "../../components/shared/duration";
import { about, type Fields } from "../../components/shared/fields";
import { contentWith as configWith } from "../support/config";
import { examples, rows, secretValues } from "../support/receivers";

const url = "https://secret.example.com/key-123";
const mail = { smtpHost: "smtp.example.com:587", smtpFrom: "a@example.com" };

const entries = examples.map(({ entry }) => entry);
/** Examples by what the relay is to them, with their places in the list. */
const through = (...how: string[]) =>
  examples.flatMap(({ relay, type }, i) => (how.includes(relay) ? [{ type, i }] : []));

async function mistakes(receivers: unknown, changes = {}, secret = true): Promise<string> {
  return configWith({ ...mail, receivers, ...changes }, secret ? ["receivers"] : []).then(
    () => "no mistake was found",
    (error: Error) => error.message,
  );
}

describe("receivers", () => {
  it("are of the kinds that the tests know, with every field of each", () => {
    expect(rows.map(({ type }) => type)).toEqual(kinds.map(({ type }) => type));
    for (const { type, fields } of kinds) {
      const tried = examples
        .filter((example) => example.type === type)
        .flatMap(({ set }) => Object.keys(set));
      expect([type, [...new Set(tried)].sort()]).toEqual([type, Object.keys(fields).sort()]);
    }
  });

  it("know what the relay has to know where it may be asked to send", () => {
    for (const { type, service } of kinds as readonly Kind[])
      expect([type, service !== undefined]).toEqual([
        type,
        examples.some((example) => example.type === type && example.relay !== "no"),
      ]);
  });

  it("takes any number of every type, each with its severities", async () => {
    const { notifications } = await configWith(
      { ...mail, receivers: [...entries, { type: "wecom", url, severities: ["warning"] }] },
      ["receivers"],
    );
    expect(notifications.receivers.map(({ type }) => type)).toEqual([
      ...examples.map(({ type }) => type),
      "wecom",
    ]);
    expect(notifications.receivers[0]?.severities).toEqual(["critical", "warning"]);
    expect(notifications.receivers.at(-1)?.severities).toEqual(["warning"]);
  });

  it("takes a number for a text, which is what `config set --path` makes of it", async () => {
    const app = { type: "wecomApp", corpId: "ww1", agentId: 1000002, secret: 5 };
    const { notifications } = await configWith(
      { receivers: [{ type: "telegram", token: "1:key-123", chatId: -100123 }, app] },
      ["receivers"],
    );
    expect(notifications.receivers.map(({ fields }) => fields)).toMatchObject([
      { chatId: "-100123" },
      { agentId: "1000002" },
    ]);
  });

  it("sends every chat bot's messages through the relay, which reads what their services answer", async () => {
    const { notifications } = await configWith({ ...mail, wecomUrl: url, receivers: entries }, [
      "wecomUrl",
      "receivers",
    ]);
    expect(notifications.receivers.map(({ relay }) => relay).filter(Boolean)).toEqual([
      "wecom",
      ...through("may", "must").map(({ type, i }) => `${type}-${i}`),
    ]);
  });

  it("lets Grafana send by itself where chatRelay is false, and says where it cannot", async () => {
    const plain = examples.filter(({ relay }) => relay !== "must").map(({ entry }) => entry);
    const { notifications } = await configWith(
      { ...mail, wecomUrl: url, receivers: plain, chatRelay: "false" },
      ["wecomUrl", "receivers"],
    );
    expect(notifications.receivers.map(({ relay }) => relay).filter(Boolean)).toEqual([]);
    const said = await mistakes(entries, { chatRelay: "false" });
    expect(said.match(/chatRelay is false with receivers\[\d+] \(\w+\)/g)).toEqual(
      through("must").map(({ type, i }) => `chatRelay is false with receivers[${i}] (${type})`),
    );
    expect(said).toContain("Grafana cannot sign");
  });

  it("keeps the short keys, and joins them with the list", async () => {
    const { notifications } = await configWith(
      {
        ...mail,
        emailTo: ["a@example.com"],
        wecomUrl: url,
        webhookUrl: url,
        receivers: [{ type: "wecom", url }],
      },
      ["wecomUrl", "webhookUrl", "receivers"],
    );
    expect(notifications.receivers.map(({ key, type }) => `${key} ${type}`)).toEqual([
      "emailTo email",
      "wecomUrl wecom",
      "webhookUrl webhook",
      "receivers[0] wecom",
    ]);
  });

  it("keeps every secret field secret", async () => {
    const { notifications } = await configWith({ ...mail, receivers: entries }, ["receivers"]);
    const outputs = leaves(notifications.receivers).filter((value) => pulumi.Output.isInstance(value));
    const values = outputs.map((output) => new Promise((resolve) => output.apply(resolve)));
    expect((await Promise.all(values)).sort()).toEqual([...secretValues].sort());
    for (const output of outputs) expect(await pulumi.isSecret(output)).toBe(true);
  });

  it("knows which fields are secret, of an unknown kind those of any", () => {
    for (const { type, fields } of kinds)
      expect(secretFields(type)).toEqual(
        Object.entries(fields as Fields).flatMap(([name, field]) => (about(field).secret ? [name] : [])),
      );
    expect(secretFields("nosuch").sort()).toEqual(
      [...new Set(kinds.flatMap(({ type }) => secretFields(type)))].sort(),
    );
  });

  // the list, what the message must say
  it.each([
    ["nonsense", "receivers is not a list of objects"],
    [["a"], "receivers[0] is not an object"],
    [[null], "receivers[0] is empty"],
    [[{}], "receivers[0].type is not set; allowed: email, wecom, wecomApp"],
    [[{ type: "pigeon" }], 'receivers[0].type is "pigeon"; allowed: email, wecom, wecomApp'],
    [[{ type: "pigeon", agentId: "x" }], 'receivers[0].agentId is "x"; allowed: a number'],
    [[{ type: "pigeon", url: "key-123" }], "receivers[0].url is set (secret); allowed: an http://"],
    [[{ type: "pigeon", adress: "x" }], "receivers[0].adress is set; allowed: only type, severities"],
    ...rows.flatMap(({ type, mistakes: own }) =>
      own.map(([set, said]): [unknown, string] => [[{ type, ...set }], said]),
    ),
  ])("refuses %j", async (list, expected) => {
    const message = await mistakes(list);
    expect(message).toContain(expected);
    expect(message).not.toContain("key-123");
  });

  it("tells everything that is wrong with one receiver at once", async () => {
    const message = await mistakes([{ type: "dingtalk", color: 1, shape: 2, signSecret: "a b" }], {
      ...{ chatRelay: "false", smtpHost: "", smtpFrom: "" },
    });
    for (const said of [".color is set", ".shape is set", ".url is not set", ".signSecret is set (secret)"])
      expect(message).toContain(`receivers[0]${said}`);
    expect(message).toContain("chatRelay is false with receivers[0] (dingtalk)");
    expect(message).toContain("has 5 mistake(s)");
    const mailOne = await mistakes([{ type: "email", addresses: ["x"] }], { smtpHost: "", smtpFrom: "" });
    expect(mailOne).toContain("receivers[0].addresses is");
    expect(mailOne).toContain("receivers[0] is set without smtpHost");
  });

  it("refuses secrets in clear text, naming field and remedy but no value", async () => {
    const message = await mistakes([{ type: "telegram", token: "1:key-123", chatId: 1 }], {}, false);
    expect(message).toContain(
      "receivers[0].token is stored in clear text; allowed: encrypted only; set it again with npm run pulumi -- config set --stack test --secret --path 'receivers[0].token'",
    );
    expect(message).not.toContain("key-123");
  });

  it("needs a mail server for mail, and Grafana 12 for Feishu, headers and HMAC", async () => {
    const mailOne = { type: "email", addresses: ["ops@example.com"] };
    expect(await mistakes([mailOne], { smtpHost: "", smtpFrom: "" })).toContain(
      "receivers[0] is set without smtpHost",
    );
    const hook = { type: "webhook", url };
    for (const entry of [
      { type: "feishu", url },
      { ...hook, hmacSecret: "s" },
      { ...hook, headers: { "X-Api-Key": "k" } },
    ])
      expect(await mistakes([entry], { grafanaImage: "grafana/grafana:11.6.0" })).toContain(
        "only with Grafana 12 or later",
      );
  });
});

describe("contactPoint", () => {
  it("is nothing without a receiver", () => {
    expect(contactPoint([])).toBeUndefined();
  });

  it("holds every receiver once, its secrets secret and among the members that are kept so", async () => {
    const { notifications } = await configWith({ ...mail, receivers: entries }, ["receivers"]);
    const point = contactPoint(notifications.receivers) as Record<string, object[] | undefined>;
    const filled = Object.entries(point).filter(([, list]) => list);
    expect(filled.flatMap(([, list]) => list)).toHaveLength(entries.length);
    expect(
      filled
        .map(([name]) => name)
        .filter((name) => name !== "emails")
        .sort(),
    ).toEqual([...secretMembers].sort());
    const values = leaves(filled);
    const outputs = values.filter((value) => pulumi.Output.isInstance(value));
    for (const value of secretValues) expect(values.map(String)).not.toContain(value);
    // The relay's addresses are none.
    const secret = await Promise.all(outputs.map((output) => pulumi.isSecret(output)));
    expect(secret.filter((is) => !is)).toHaveLength(through("may", "must").length);
    // All of those Grafana sends to by itself; the relay has the others.
    const direct = rows.flatMap(({ type, secrets }) =>
      secrets.filter((value) =>
        examples.some(
          ({ relay, set, ...example }) =>
            relay === "no" && example.type === type && JSON.stringify(set).includes(JSON.stringify(value)),
        ),
      ),
    );
    expect(secret.filter(Boolean)).toHaveLength(direct.length);
  });
});

/** Every value inside, outputs as they are. */
function leaves(value: unknown): pulumi.Output<unknown>[] {
  if (value === null || typeof value !== "object" || pulumi.Output.isInstance(value))
    return [value as pulumi.Output<unknown>];
  return Object.values(value).flatMap(leaves);
}

describe("durations of notification settings", () => {
  // Each as Prometheus' model.Duration prints it, which is how Grafana gives it back.
  it.each([
    ...([
      [1, "1s"],
      [60, "1m"],
      [90, "1m30s"],
      [3600, "1h"],
      [5400, "1h30m"],
      [86_399, "23h59m59s"],
    ] as const),
    ...([
      [86_400, "1d"],
      [129_600, "36h"],
      [172_800, "2d"],
      [604_800, "1w"],
      [691_200, "8d"],
    ] as const),
    ...([
      [1_209_600, "2w"],
      [2_592_000, "30d"],
      [31_536_000, "1y"],
      [0, "0s"],
    ] as const),
  ])("writes %i seconds as %s", (seconds, text) => expect(duration.canonical(seconds)).toBe(text));
});

describe("quiet hours", () => {
  const quiet = (entry: object) => configWith({ timeZone: "Asia/Shanghai", quietHours: [entry] });

  it("splits a night at midnight, its days moved on for the morning", async () => {
    const { notifications } = await quiet({ from: "22:00", to: "07:30", days: ["friday", "saturday"] });
    const [time] = notifications.quietHours;
    expect(time?.severities).toEqual(["warning"]);
    expect(muteIntervals(time as never)).toEqual([
      {
        weekdays: ["friday", "saturday"],
        times: [{ start: "22:00", end: "24:00" }],
        location: "Asia/Shanghai",
      },
      {
        weekdays: ["saturday", "sunday"],
        times: [{ start: "00:00", end: "07:30" }],
        location: "Asia/Shanghai",
      },
    ]);
  });

  it("takes a maintenance window, also over the end of a year", async () => {
    const window = { date: "2026-12-31", from: "23:00", to: "01:00", severities: ["critical", "warning"] };
    const { notifications } = await quiet({ ...window, timeZone: "UTC" });
    expect(muteIntervals(notifications.quietHours[0] as never)).toEqual([
      {
        ...{ years: ["2026"], months: ["12"], daysOfMonths: ["31"], location: "UTC" },
        times: [{ start: "23:00", end: "24:00" }],
      },
      {
        ...{ years: ["2027"], months: ["1"], daysOfMonths: ["1"], location: "UTC" },
        times: [{ start: "00:00", end: "01:00" }],
      },
    ]);
  });

  it("is one interval within a day, and up to midnight", async () => {
    for (const to of ["13:00", "00:00", "24:00"]) {
      const { notifications } = await quiet({ from: to === "24:00" ? "00:00" : "12:00", to });
      expect(muteIntervals(notifications.quietHours[0] as never)).toHaveLength(1);
    }
  });

  it.each([
    [{ from: "22:00" }, "quietHours[0].to is not set; allowed: a time of the day as HH:MM"],
    [{ from: "24:00", to: "07:00" }, 'quietHours[0].from is "24:00"'],
    [
      { from: "07:00", to: "07:00" },
      "quietHours[0]: from and to are both 07:00; allowed: two different times",
    ],
    [{ from: "22:00", to: "07:00", days: ["mon"] }, "quietHours[0].days"],
    [{ from: "22:00", to: "07:00", date: "2026-02-30" }, "a date as YYYY-MM-DD"],
    [
      { from: "22:00", to: "07:00", date: "2026-02-03", days: ["monday"] },
      "date and days are both set; allowed: either a date",
    ],
    [{ from: "22:00", to: "07:00", timeZone: "+08:00" }, "a time zone's IANA name"],
    [{ from: "22:00", to: "07:00", weekdays: ["monday"] }, "only date, days, from, to"],
  ])("refuses %j", async (entry, expected) => {
    const message = await quiet(entry).then(
      () => "no mistake was found",
      (error: Error) => error.message,
    );
    expect(message).toContain(expected);
  });
});

describe("heartbeat", () => {
  it("is secret, and a rule that always fires, apart from people's severities", async () => {
    const { notifications } = await configWith({ heartbeatUrl: url }, ["heartbeatUrl"]);
    expect(notifications.heartbeat?.interval).toBe(300);
    expect(await pulumi.isSecret(notifications.heartbeat?.url as never)).toBe(true);
    const rule = watchdog({ title: "Watchdog", summary: "s" }, "DeepChat heartbeat", 300);
    expect(rule).toMatchObject({
      labels: { severity: "none" },
      notificationSettings: {
        contactPoint: "DeepChat heartbeat",
        repeatInterval: "5m",
        groupInterval: "10s",
      },
    });
  });
});
