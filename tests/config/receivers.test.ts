import * as pulumi from "@pulumi/pulumi";

import { kinds, secretFields } from "../../components/receivers";
import type { Kind } from "../../components/receivers/kind";
import { about, type Fields } from "../../components/shared/fields";
import { contentWith as configWith } from "../support/config";
import { entries, leaves, mail, mistakes, through, url } from "../support/receiver-config";
import { examples, rows, secretValues } from "../support/receivers";

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
});
