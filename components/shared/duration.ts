/** Durations as people write them in config and as Loki and Grafana read them. Pure: imports nothing. */

/**
 * Seconds of a duration as people and Prometheus' `model.Duration` write it (`90s`, `14d`, `1w`, `1d12h`), whole ones;
 * undefined when it is none.
 */
export function toSeconds(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(ms|[ywdhms]))+$/.test(text)) return undefined;
  const size = (unit: string) => (unit === "ms" ? 0.001 : (sizes.find(([name]) => name === unit)?.[1] ?? 0));
  return Math.floor(
    [...text.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
      (sum, [, count, unit = ""]) => sum + Number(count) * size(unit),
      0,
    ),
  );
}

/** The shortest way to write whole seconds that LogQL, Loki and Grafana all read: `90s`, `5m`, `336h`. */
export function format(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

/**
 * The one way in which Prometheus' own `model.Duration` writes whole seconds: `1m30s`, `36h`, `2d`, `2w`. Grafana rewrites
 * notification settings so, and the provider compares text: any other spelling would be a change at every `up`.
 */
export function canonical(seconds: number): string {
  if (seconds === 0) return "0s";
  let left = seconds;
  let text = "";
  for (const [unit, size] of sizes) {
    // Years to days are written only where nothing would be left over.
    if (size >= 86_400 && left % size !== 0) continue;
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}

const sizes: [unit: string, seconds: number][] = [
  ["y", 365 * 86_400],
  ["w", 7 * 86_400],
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
];
