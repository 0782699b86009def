import { formats } from "../../bench/lines/formats";
import { Generator, type GeneratorSettings, type Line } from "../../bench/lines/generator";
import { Traffic } from "../../bench/lines/traffic";
import { chatLatency } from "../../bench/lines/turn";
import { median } from "../../bench/ratios";
import { formatsOfFixtures, traceback } from "../../scripts/tables/formats";
import { Seeded } from "../support/seeded";

const start = Date.parse("2026-11-22T10:00:00Z");
const logfmt = "logfmt (Go's slog, logrus)";
const documented = new Map(
  [...formatsOfFixtures().values()].flat().flatMap(({ format }) => (format ? [[format.en, format]] : [])),
);

function take(count: number, settings: Partial<GeneratorSettings> = {}): Line[] {
  const generator = new Generator({ seed: 1, perSecond: 1000, start, ...settings });
  return Array.from({ length: count }, () => generator.next());
}

const text = (lines: Line[]) => lines.map((line) => `${line.at} ${line.place} ${line.text}`).join("\n");

it("writes the same bytes for the same seed, and others for another", () => {
  expect(text(take(5000, { seed: 7, uncounted: true }))).toBe(text(take(5000, { seed: 7, uncounted: true })));
  expect(text(take(5000, { seed: 7 }))).not.toBe(text(take(5000, { seed: 8 })));
});

it("knows every format that the documents name, and no other", () => {
  expect(Object.keys(formats).sort()).toEqual([...documented.keys(), traceback.en].sort());
});

/** What a fixture says of its own lines alone. */
const ofFixture: Record<string, RegExp> = {
  "nginx, combined with `$request_time` at its end": /"POST \/api\/chat /,
};

it.each([...documented])("writes %s as its programs do", (name, { line, request }) => {
  const format = formats[name];
  const [traffic, random] = [new Traffic(3, 10, start, true), new Seeded(3)];
  const written = Array.from({ length: 200 }, () => format?.write(traffic.next(), random) ?? [])
    .flat()
    .filter((one) => ofFixture[name]?.test(one) ?? true);
  expect(written.filter((one) => !line.test(one))).toEqual([]);
  if (format?.tells === "request" && request) expect(written.filter((one) => !request.test(one))).toEqual([]);
  expect(new Set(written).size).toBeGreaterThan(written.length / 2);
});

describe.each([1, 20, 300])("of seed %i", (seed) => {
  const requests = take(40_000, { seed, formats: [logfmt] }).map(({ text }) => ({
    chat: /path=\S*(?:\/chat|completions) /.test(text),
    status: Number(/status=(\d+)/.exec(text)?.[1]),
    ms: Number(/duration=([\d.]+)ms/.exec(text)?.[1]),
  }));

  it("half of the answers are quick, and one of twenty takes more than four times as long", () => {
    const answers = requests.filter(({ chat, status }) => chat && status === 200).map(({ ms }) => ms);
    const [middle, slow] = [
      median(answers),
      answers.sort((a, b) => a - b)[Math.floor(answers.length * 0.95)],
    ];
    expect(middle / chatLatency.median).toBeCloseTo(1, 1);
    expect(Number(slow) / middle / Math.exp(1.645 * chatLatency.sigma)).toBeCloseTo(1, 1);
  });

  it("two of a hundred requests fail at the server", () => {
    const share = (of: (status: number) => boolean) =>
      (100 * requests.filter(({ status }) => of(status)).length) / requests.length;
    expect(Math.abs(share((status) => status >= 500) - 2)).toBeLessThan(0.4);
    expect(Math.abs(share((status) => status >= 400 && status < 500) - 1.5)).toBeLessThan(0.4);
  });

  it("nearly every duration is another", () => {
    expect(new Set(requests.map(({ ms }) => ms)).size).toBeGreaterThan(requests.length / 3);
  });
});

describe("its times", () => {
  const seconds = (lines: Line[]) => {
    const counts = new Map<number, number>();
    for (const { at } of lines) {
      const second = Math.floor((at - start) / 1000);
      counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    return [...counts.values()].slice(1, -1);
  };

  it("go on, by the rate that is asked for", () => {
    const lines = take(200_000, { perSecond: 2000, steady: true });
    expect(lines.filter(({ at }, i) => at < (lines[i - 1]?.at ?? start))).toEqual([]);
    const rate = (1000 * lines.length) / ((lines.at(-1)?.at ?? 0) - start);
    expect(Math.abs(rate / 2000 - 1)).toBeLessThan(0.1);
  });

  it("have crowds, unless it is to be steady", () => {
    const peak = (steady: boolean) => {
      const counts = seconds(take(300_000, { perSecond: 1000, steady }));
      return Math.max(...counts) / median(counts);
    };
    expect(peak(true)).toBeLessThan(1.5);
    expect(peak(false)).toBeGreaterThan(2);
  });
});

it("leaves out what collectors drop or join, unless it is asked for", () => {
  const odd = ({ text }: Line) => text.includes("\n") || text.includes("prompt cache");
  expect(take(20_000).filter(odd)).toEqual([]);
  expect(take(20_000, { uncounted: true }).filter(odd).length).toBeGreaterThan(100);
});

it("says so where no format has the names", () => {
  expect(() => take(1, { formats: ["no such"] })).toThrow("no format of these names: no such");
});
