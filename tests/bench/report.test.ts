import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Figure } from "../../bench/measure";
import { page, table } from "../../bench/report/markdown";
import type { Measured, Result } from "../../bench/report/result";
import { rowsOf, short } from "../../bench/report/row";
import { write } from "../../bench/report/write";

const figure = (what: string, subject: string, samples: number[], more: Partial<Figure> = {}): Figure => ({
  ...{ what, subject, samples, unit: "ms" },
  ...more,
});

const measured = (figures: Figure[], more: Partial<Measured> = {}): Measured => ({
  ...{ name: "kept", what: "What is kept", figures, skipped: [], took: 12 },
  ...more,
});

const result = (...measures: Measured[]): Result => ({
  date: "2026-11-27T10:00:00.000Z",
  machine: { processor: "A <fast> one", cores: 2, memory: 4096, kernel: "Linux 6", engine: "Docker 20" },
  versions: { commit: "abc1234", loki: "grafana/loki:3.7.6" },
  scale: { short: false, rounds: 3 },
  measures,
});

/** A table's cells, row by row. */
const cells = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

it("compares each subject with ours, of the same figure at the same point of its curve", () => {
  const at = (lines: number) => ({ point: { along: "lines", at: lines } });
  const rows = rowsOf([
    figure("query", "other", [60, 30, 40], at(100)),
    figure("query", "ours", [10, 20, 90], at(100)),
    figure("query", "ours", [5], at(200)),
    figure("query", "other", [15], at(200)),
    figure("memory", "other", [7]),
    figure("disk", "ours", [0]),
    figure("disk", "other", [7]),
  ]);
  expect(rows.map(({ median, ratio }) => [median, ratio])).toEqual([
    ...[[40, 2], [20, undefined], [5, undefined], [15, 3]], // prettier-ignore
    ...[[7, undefined], [0, undefined], [7, undefined]], // prettier-ignore
  ]);
  expect(rows[0]?.spread).toEqual([30, 60]);
});

it("says whether a goal is met, whichever way it goes", () => {
  const goals = [
    figure("time", "ours", [3, 4, 5], { goal: 4 }),
    figure("time", "original", [5], { goal: 4 }),
    figure("rate", "ours", [9_000], { goal: 10_000, more: true }),
    figure("none", "ours", [1]),
  ];
  expect(rowsOf(goals).map(({ met }) => met)).toEqual([true, false, false, undefined]);
});

it("prints a row a figure, with median, spread, samples, ratio and goal", () => {
  const text = table(
    measured([
      figure("time | all", "ours", [12, 10, 11], { goal: 11 }),
      figure("time | all", "original", [1234.5], { goal: 11 }),
    ]),
  );
  expect(cells(text.replaceAll("\\|", "/"))).toEqual([
    ["figure", "subject", "median", "spread", "samples", "against ours", "goal"],
    expect.anything(),
    ["time / all", "ours", "11 ms", "10 – 12", "3", "", "≤ 11: met"],
    ["time / all", "original", "1,235 ms", "", "1", "× 112", "≤ 11: not met"],
  ]);
});

it("tells of a number what can be relied on", () => {
  expect([0.12345, 12.345, 99.96, 123.45, 5_092, 0, NaN].map(short)).toEqual([
    ...["0.123", "12.3", "100", "123", "5,092", "0", "–"],
  ]);
});

it("names what was skipped, what ended early, where it was measured and of what", () => {
  const skipped = [{ what: "alloy", why: "no image" }];
  const text = page(result(measured([], { skipped, failed: "Loki is gone" })));
  for (const said of ["skipped: alloy (no image)", "ended early: Loki is gone", "2 cores", "abc1234"])
    expect(text).toContain(said);
  expect(cells(text)).toEqual([]);
});

it("writes the figures, a page and a picture that is well formed, with a bar and a curve a figure", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "report-"));
  try {
    const points = [100, 300].map((at) =>
      figure("query", "ours", [at / 10], { point: { along: "lines", at } }),
    );
    const all = result(
      measured([figure("kept & found", "ours", [9]), figure("kept & found", "original", [3]), ...points]),
      measured([], { name: "nothing" }),
    );
    const out = path.join(folder, "made/new");
    write(all, out);
    const read = (name: string) => fs.readFileSync(path.join(out, name), "utf8");
    expect(JSON.parse(read("report.json"))).toEqual(all);
    expect(read("report.md")).toContain("(report.svg)");
    const picture = read("report.svg");
    expect(picture.match(/<polyline/g)).toHaveLength(1);
    expect(picture).toContain("kept &amp; found");
    expect(picture).toContain("A &lt;fast&gt; one");
    // Of the two bars, the original's is a third as long.
    const bars = [...picture.matchAll(/<rect x="470"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(bars).toHaveLength(2);
    expect((bars[0] ?? 0) / (bars[1] ?? 1)).toBeCloseTo(3, 1);
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
