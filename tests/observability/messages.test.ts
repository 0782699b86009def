import { fill } from "../../components/observability/messages";
import { en } from "../../components/observability/messages/en";
import { zh } from "../../components/observability/messages/zh";

function flatten(texts: object, above = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${above}${key}`, value] as [string, string]]
      : flatten(value as object, `${above}${key}.`),
  );
}

const english = flatten(en);
const chinese = new Map(flatten(zh));

it("has every text in both languages", () => {
  expect([...chinese.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  for (const [key, text] of [...english, ...chinese])
    expect([key, text.trim()]).toEqual([key, expect.stringMatching(/./)]);
});

it("says the same in both: places to fill, commands and Grafana's own expressions", () => {
  const marks = (text: string) => (text.match(/\{\{.*?\}\}|\{\w+\}|`[^`]+`/g) ?? []).sort();
  for (const [key, text] of english) expect([key, marks(chinese.get(key) ?? "")]).toEqual([key, marks(text)]);
});

it("speaks Chinese in Chinese: only names and units stay", () => {
  const names = /^(DeepChat|Ollama|WebUI|4xx|5xx|P95|：)$/;
  const untranslated = [...chinese].filter(([, text]) => !/[\u4e00-\u9fff]/.test(text) && !names.test(text));
  expect(untranslated).toEqual([]);
});

it("fills places and leaves Grafana's expressions alone", () => {
  expect(fill("{{ $labels.host }}: {count} in {window}, {unknown}", { count: 3, window: "5m" })).toBe(
    "{{ $labels.host }}: 3 in 5m, {unknown}",
  );
});
