import * as duration from "../../components/shared/duration";

describe("durations of notification settings", () => {
  // Each as Prometheus' model.Duration prints it, which is how Grafana gives it back.
  it.each([
    ...([
      [1, "1s"],
      [60, "1m"],
      [90, "1m30s"],
      [3600, "1h"],
      [5400, "1h30m"],
      [86_399, "23h59m59s"],
    ] as const),
    ...([
      [86_400, "1d"],
      [129_600, "36h"],
      [172_800, "2d"],
      [604_800, "1w"],
      [691_200, "8d"],
    ] as const),
    ...([
      [1_209_600, "2w"],
      [2_592_000, "30d"],
      [31_536_000, "1y"],
      [0, "0s"],
    ] as const),
  ])("writes %i seconds as %s, and reads that back", (seconds, text) => {
    expect(duration.canonical(seconds)).toBe(text);
    expect(duration.toSeconds(text)).toBe(seconds);
  });

  it.each(["", "5", "1.5h", "-1d", "1 d", "d", "1h30"])("takes %j for none", (text) =>
    expect(duration.toSeconds(text)).toBeUndefined(),
  );
});
