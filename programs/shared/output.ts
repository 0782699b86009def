/** One line of the probe; a field that is undefined is left out. */
export type Line = { probe: string } & Record<string, string | number | undefined>;

/** Writes JSON lines in one piece. */
export function print(...lines: Line[]): void {
  process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
