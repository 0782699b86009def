import type { Expected } from "../stand/expected";
import type { Answer } from "../stand/panels";

/** What a dashboard answers otherwise than it should, one sentence each. */
export function differences(uid: string, answers: Answer[], wanted: Record<string, Expected>): string[] {
  const found = answers.map(({ panel, refId }) => `${panel}/${refId}`);
  const unknown = found.filter((name) => !(name in wanted)).map((name) => `${uid} ${name} is not expected`);
  const lost = Object.keys(wanted)
    .filter((name) => !found.includes(name))
    .map((name) => `${uid} ${name} is missing`);
  const wrong = answers.flatMap((answer) => {
    const expected = wanted[`${answer.panel}/${answer.refId}`];
    if (expected === undefined || matches(answer, expected)) return [];
    const said = answer.error ?? JSON.stringify({ series: answer.series, lines: answer.lines });
    return [`${uid} ${answer.panel}/${answer.refId} is ${said}, not ${JSON.stringify(expected)}`];
  });
  return [...unknown, ...lost, ...wrong];
}

function matches(answer: Answer, expected: Expected): boolean {
  if (answer.error) return false;
  if (expected === "nothing") return answer.series.length === 0;
  if ("lines" in expected) return within(answer.lines, expected.lines);
  return Object.entries(expected.series).every(([label, bounds]) => {
    const found = answer.series.filter(({ labels }) => !label || Object.values(labels).includes(label));
    return found.length === 1 && within(reduced(found[0]?.values ?? [], expected.reduce), bounds);
  });
}

function reduced(values: number[], how: "last" | "max" | "sum"): number {
  if (how === "sum") return values.reduce((sum, value) => sum + value, 0);
  return how === "max" ? Math.max(...values) : (values.at(-1) ?? NaN);
}

function within(value: number, [low, high]: [number, number]): boolean {
  return value >= low && value <= high;
}
