import { templates } from "../../components/observability/alerts/templates";
import { messages } from "../../components/observability/messages";
import { kinds } from "../../components/receivers";

it.each(["en", "zh"] as const)("uses only words and templates that %s has", (language) => {
  const all = templates(messages[language], "UTC", kinds);
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
