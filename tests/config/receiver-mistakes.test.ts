import { mistakes, url } from "../support/receiver-config";
import { rows } from "../support/receivers";

describe("receivers", () => {
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
