import type { StackConfig } from "../../components/config/stack";
import { queries } from "../../components/observability/logql";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** What the collector says of a file whose lines may be old, name no time and are counted; see say in entrypoint.sh. */
interface OldLines {
  filename: string;
  mark: "begin" | "on" | "end";
  /** Since they began. */
  seconds: number;
  /** When it said so, in milliseconds. */
  at: number;
}

/** Of which spans of the last 15 minutes the counts include lines that may be old: a finding for each file. */
export async function oldLineChecks(
  { hostName }: Pick<StackConfig, "hostName">,
  grafana: Pick<GrafanaApi, "lokiLines">,
): Promise<Check[]> {
  const lines = await grafana.lokiLines(queries({ host: hostName }).oldLinesSaid(), 1000);
  return spans(
    lines.map(({ nanoseconds, line }) => ({
      ...(JSON.parse(line) as Omit<OldLines, "at">),
      at: Number(nanoseconds / 1_000_000n),
    })),
  );
}

/** @param said newest first */
function spans(said: OldLines[]): Check[] {
  const files = [...new Set(said.map(({ filename }) => filename))].sort();
  return files.flatMap((filename): Check[] => {
    const last = said.find((line) => line.filename === filename);
    if (!last) return [];
    const from = time(last.at - last.seconds * 1000);
    const ended = last.mark === "end";
    const found = ended
      ? `between ${from} and ${time(last.at)} lines that name no time, and may be old, were read: counts in this span include them`
      : `since ${from} lines that name no time, and may be old, are read: counts include them`;
    const hint =
      "tiles and graphs of that span show too much, and rules wait; a format with a time avoids it (docs/operations.md, What a file holds from before)";
    return [{ what: `old lines ${filename}`, state: "empty", found, hint }];
  });
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, "");
}
