import * as pulumi from "@pulumi/pulumi";

import { contactPoint } from "../components/alerts/contact-points";
import { templates } from "../components/alerts/templates";
import { messages } from "../components/messages";

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
