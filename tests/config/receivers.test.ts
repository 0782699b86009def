import * as pulumi from "@pulumi/pulumi";

import { contactPoint, secretMembers } from "../../components/observability/alerts/contact-points";
import { watchdog } from "../../components/observability/alerts/heartbeat";
import { muteIntervals } from "../../components/observability/alerts/mute-timings";
import * as duration from "../../components/shared/duration";
import { secretFields } from "../../components/config/receivers";
import { contentWith as configWith } from "../support/config";

const url = "https://secret.example.com/key-123";
const mail = { smtpHost: "smtp.example.com:587", smtpFrom: "a@example.com" };

/** One receiver of every type, with every field. */
const everyType = [
  { type: "email", addresses: ["ops@example.com"] },
  { type: "wecom", url },
  { type: "wecomApp", corpId: "ww1", agentId: 1000002, secret: "app-secret-123", toUser: "ann|bob" },
  { type: "dingtalk", url },
  { type: "dingtalk", url, signSecret: "SECkey-123" },
  { type: "feishu", url },
  { type: "feishu", url, signSecret: "key-123" },
  { type: "slack", url },
  { type: "slack", token: "xoxb-key-123", channel: "#ops" },
  { type: "telegram", token: "1:key-123", chatId: -100123 },
  { type: "webhook", url, bearerToken: "key-123", hmacSecret: "key-123", hmacHeader: "X-Sign" },
  { type: "webhook", url, username: "u", password: "key-123", headers: { "X-Api-Key": "key-123" } },
];

async function mistakes(receivers: unknown, changes = {}, secret = true): Promise<string> {
  return configWith({ ...mail, receivers, ...changes }, secret ? ["receivers"] : []).then(
    () => "no mistake was found",
    (error: Error) => error.message,
  );
}

describe("receivers", () => {
  it("takes any number of every type, each with its severities", async () => {
    const { notifications } = await configWith(
      { ...mail, receivers: [...everyType, { type: "wecom", url, severities: ["warning"] }] },
      ["receivers"],
    );
    expect(notifications.receivers.map(({ type }) => type)).toEqual([
      ...everyType.map(({ type }) => type),
      "wecom",
    ]);
    expect(notifications.receivers[0]?.severities).toEqual(["critical", "warning"]);
    expect(notifications.receivers.at(-1)?.severities).toEqual(["warning"]);
  });

  it("sends every chat bot's messages through the relay, which reads what their services answer", async () => {
    const { notifications } = await configWith({ ...mail, wecomUrl: url, receivers: everyType }, [
      "wecomUrl",
      "receivers",
    ]);
    expect(notifications.receivers.map(({ relay }) => relay).filter(Boolean)).toEqual([
      ...["wecom", "wecom-1", "wecomApp-2", "dingtalk-3", "dingtalk-4", "feishu-5", "feishu-6", "slack-7"],
    ]);
  });

  it("lets Grafana send by itself where chatRelay is false, and says where it cannot", async () => {
    const plain = everyType.filter(({ type, signSecret }) => !signSecret && !/wecomApp|slack/.test(type));
    const { notifications } = await configWith(
      { ...mail, wecomUrl: url, receivers: plain, chatRelay: "false" },
      ["wecomUrl", "receivers"],
    );
    expect(notifications.receivers.map(({ relay }) => relay).filter(Boolean)).toEqual([]);
    const said = await mistakes(everyType, { chatRelay: "false" });
    expect(said.match(/chatRelay is false with receivers\[\d] \(\w+\)/g)).toEqual([
      ...["receivers[2] (wecomApp)", "receivers[4] (dingtalk)"].map(
        (what) => `chatRelay is false with ${what}`,
      ),
      ...["receivers[6] (feishu)", "receivers[7] (slack)"].map((what) => `chatRelay is false with ${what}`),
    ]);
    expect(said).toContain("Grafana cannot sign");
  });

  it("keeps the short keys, and joins them with the list", async () => {
    const { notifications } = await configWith(
      { ...mail, emailTo: ["a@example.com"], wecomUrl: url, webhookUrl: url, receivers: [everyType[1]] },
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
    const { notifications } = await configWith({ ...mail, receivers: everyType }, ["receivers"]);
    const outputs = notifications.receivers.flatMap(({ secrets, headers }) => [
      ...Object.values(secrets),
      ...Object.values(headers),
    ]);
    expect(outputs.length).toBe(17);
    for (const output of outputs) expect(await pulumi.isSecret(output)).toBe(true);
    for (const { type, settings } of notifications.receivers)
      for (const name of Object.keys(settings)) expect(secretFields(type)).not.toContain(name);
  });

  // the list, what the message must say
  it.each([
    ["nonsense", "receivers is no list of objects"],
    [["a"], "receivers[0] is no object"],
    [[{}], "receivers[0].type is not set; allowed: email, wecom, wecomApp"],
    [[{ type: "pigeon" }], 'receivers[0].type is "pigeon"; allowed: email, wecom, wecomApp'],
    [[{ type: "email" }], "receivers[0].addresses is not set; allowed: a list of mail addresses"],
    [[{ type: "email", addresses: ["ops"] }], 'receivers[0].addresses is "ops"; allowed: a list of mail'],
    [[{ type: "wecom" }], "receivers[0].url is not set; allowed: for wecom an http:// or https:// URL"],
    [[{ type: "wecom", url: "key-123" }], "receivers[0].url is set (secret); allowed: an http://"],
    [[{ type: "wecom", url, color: "red" }], "receivers[0].color is set; allowed: for wecom only type"],
    [[{ type: "wecom", url, severities: [] }], "receivers[0].severities is []; allowed: a list of critical"],
    [[{ type: "wecom", url, severities: ["bad"] }], 'receivers[0].severities is ["bad"]'],
    [[{ type: "wecomApp", agentId: "x" }], "receivers[0].corpId is not set"],
    [[{ type: "wecomApp", agentId: "x" }], 'receivers[0].agentId is "x"; allowed: a number'],
    [[{ type: "slack" }], "receivers[0] is incomplete; allowed: either url"],
    [[{ type: "slack", url, token: "t", channel: "c" }], "receivers[0] is given url with token or channel"],
    [[{ type: "slack", url, channel: "c" }], "receivers[0] is given url with token or channel"],
    [[{ type: "slack", token: "t" }], "receivers[0] is incomplete"],
    [[{ type: "telegram", token: "1:a" }], "receivers[0].chatId is not set"],
    [[{ type: "webhook", url, username: "u" }], "both username and password"],
    [
      [{ type: "webhook", url, username: "u", password: "p", bearerToken: "b" }],
      "only one of password and bearerToken",
    ],
    [[{ type: "webhook", url, hmacHeader: "X-A" }], "only together with hmacSecret"],
    [[{ type: "webhook", url, headers: { Authorization: "x" } }], "Authorization: bearerToken, or username"],
  ])("refuses %j", async (list, expected) => {
    const message = await mistakes(list);
    expect(message).toContain(expected);
    expect(message).not.toContain("key-123");
  });

  it("refuses secrets in clear text, naming field and remedy but no value", async () => {
    const message = await mistakes([{ type: "telegram", token: "1:key-123", chatId: 1 }], {}, false);
    expect(message).toContain(
      "receivers[0].token is stored in clear text; allowed: encrypted only; set it again with npm run pulumi -- config set --stack test --secret --path 'receivers[0].token'",
    );
    expect(message).not.toContain("key-123");
  });

  it("needs a mail server for mail, and Grafana 12 for Feishu, headers and HMAC", async () => {
    expect(await mistakes([everyType[0]], { smtpHost: "", smtpFrom: "" })).toContain(
      "receivers[0] is set without smtpHost",
    );
    for (const entry of [everyType[5], everyType[10], everyType[11]])
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
    const { notifications } = await configWith({ ...mail, receivers: everyType }, ["receivers"]);
    const point = contactPoint(notifications.receivers) as Record<string, object[] | undefined>;
    const filled = Object.entries(point).filter(([, list]) => list);
    expect(filled.flatMap(([, list]) => list)).toHaveLength(everyType.length);
    expect(
      filled
        .map(([name]) => name)
        .filter((name) => name !== "emails")
        .sort(),
    ).toEqual([...secretMembers].sort());
    const values = leaves(filled);
    const outputs = values.filter((value) => pulumi.Output.isInstance(value)) as pulumi.Output<unknown>[];
    expect(values.filter((value) => /key-123|secret-123/.test(String(value)))).toEqual([]);
    // The relay's addresses are none.
    const secret = await Promise.all(outputs.map((output) => pulumi.isSecret(output)));
    expect(secret.filter((is) => !is)).toHaveLength(
      notifications.receivers.filter(({ relay }) => relay).length,
    );
    // Slack's token, Telegram's, and three of each webhook; the relay has the others.
    expect(secret.filter(Boolean)).toHaveLength(8);
  });
});

/** Every value inside, outputs as they are. */
function leaves(value: unknown): unknown[] {
  if (value === null || typeof value !== "object" || pulumi.Output.isInstance(value)) return [value];
  return Object.values(value as object).flatMap(leaves);
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
    [{ from: "07:00", to: "07:00" }, "two different times"],
    [{ from: "22:00", to: "07:00", days: ["mon"] }, "quietHours[0].days"],
    [{ from: "22:00", to: "07:00", date: "2026-02-30" }, "a date as YYYY-MM-DD"],
    [{ from: "22:00", to: "07:00", date: "2026-02-03", days: ["monday"] }, "either a date"],
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
