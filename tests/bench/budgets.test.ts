import { type Budget, lost } from "../../bench/budgets";
import type { Figure } from "../../bench/measure";

const promised: Budget[] = [
  { what: "lines kept", least: 9 },
  { what: "memory", most: 1 },
];

const figure = (what: string, subject: string, ...samples: number[]): Figure => ({
  ...{ what, subject, samples },
  unit: what === "memory" ? "MiB" : "lines",
});

const kept = [figure("lines kept", "ours", 50_000), figure("lines kept", "original", 5_000)];

it("says nothing of ratios that hold, the limits included", () => {
  const memory = [figure("memory", "ours", 200), figure("memory", "original", 200)];
  expect(lost([...kept, ...memory], promised)).toEqual([]);
});

it("names the ratio that is lost, how it is and how it should be", () => {
  const memory = [figure("memory", "ours", 210, 220, 300), figure("memory", "original", 200)];
  const less = [figure("lines kept", "ours", 40_000), figure("lines kept", "original", 5_000)];
  expect(lost([...less, ...memory], promised)).toEqual([
    "lines kept: ours is 8 times the original's (40,000 lines to 5,000 lines); it is to be at least 9 times.",
    "memory: ours is 1.1 times the original's (220 MiB to 200 MiB); it is to be at most 1 times.",
  ]);
});

it("takes a figure that is not there for a lost ratio", () => {
  expect(lost([...kept, figure("memory", "ours", 100)], promised)).toEqual([
    "memory: there is no figure of original, so the ratio is not known.",
  ]);
  // Nothing kept by either is no ratio.
  const none = [figure("lines kept", "ours", 0), figure("lines kept", "original", 0)];
  expect(lost([...none, ...kept.slice(2)], promised.slice(0, 1))).toHaveLength(1);
});
