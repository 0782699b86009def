/** Durations as people write them in config and as Loki and Grafana read them. Pure: imports nothing. */

const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration of one unit (`90s`, `5m`, `72h`, `14d`); undefined when it is none. */
export function toSeconds(text: string): number | undefined {
  const match = /^(\d+)([smhd])$/.exec(text);
  return match ? Number(match[1]) * (units[match[2] as string] as number) : undefined;
}

/** The shortest way to write whole seconds that LogQL, Loki and Grafana all read: `90s`, `5m`, `336h`. */
export function format(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}
