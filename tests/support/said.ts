/** A line of the entrypoint's about a file; see print in assets/promtail/entrypoint.sh. */
export interface Said {
  filename: string;
  history: 0 | 1;
  undated: 0 | 1;
  behind: number;
  mark?: "begin" | "on" | "end";
  from?: string;
  to?: string;
}

/** These lines among all that it printed. */
export function saidIn(output: string): Said[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Said);
}
