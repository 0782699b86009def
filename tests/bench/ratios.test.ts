import { isSlower, median, ratio, type Rounds } from "../../bench/ratios";

it("takes the middle, of an even number the mean of the two in the middle", () => {
  expect(median([30, 1, 2])).toBe(2);
  expect(median([4, 30, 1, 2])).toBe(3);
  expect(median([])).toBeNaN();
});

it("judges a query by most of its rounds, not by one that was disturbed nor by the luckiest of each side", () => {
  const steady: Rounds = [
    [1, 1.05],
    [2, 2.1],
    [1, 1.05],
  ];
  const disturbed: Rounds = [...steady, [1, 9], [1, 1.01]];
  expect(ratio(disturbed)).toBeCloseTo(1.05, 9);
  expect(isSlower(disturbed)).toBe(false);
  // The lowest of each side would say 0.9.
  const lucky: Rounds = [
    [1, 1.2],
    [1, 1.2],
    [2, 0.9],
  ];
  expect(ratio(lucky)).toBeCloseTo(1.2, 9);
  expect(isSlower(lucky)).toBe(true);
});

it("allows a tenth, and no more", () => {
  expect(isSlower([[1, 1.1]])).toBe(false);
  expect(isSlower([[0.01, 0.0111]])).toBe(true);
});
