import type { StackConfig } from "../../components/config/stack";
import { queries } from "../../components/observability/logql";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** What the collector says of a file whose lines may be old, name no time and are counted; see say in entrypoint.sh. */
interface OldLines {
  filename: string;
  mark: "begin" | "on" | "end";
  /** When they began to be read, and until when they were, both as ISO 8601. */
  from: string;
  to: string;
}

/** Of which spans of the last 15 minutes the counts include lines that may be old: a finding for each file. */
export async function oldLineChecks(
  { hostName }: Pick<StackConfig, "hostName">,
  grafana: Pick<GrafanaApi, "lokiLines">,
): Promise<Check[]> {
  const lines = await grafana.lokiLines(queries({ host: hostName }).oldLinesSaid(), 1000);
  const newest = new Map<string, OldLines>();
  for (const said of lines.map(({ line }) => JSON.parse(line) as OldLines).reverse())
    newest.set(said.filename, said);
  return [...newest.values()].sort((a, b) => (a.filename < b.filename ? -1 : 1)).map(finding);
}

function finding({ filename, mark, from, to }: OldLines): Check {
  const found =
    mark === "end"
      ? `between ${from} and ${to} old lines without a time were read: counts in this span include them`
      : `since ${from} old lines without a time are read: counts include them`;
  const hint =
    "tiles and graphs of that span show too much, and rules wait; a log format with a time avoids it (docs/operations.md)";
  return { what: `old lines ${filename}`, state: "empty", found, hint };
}
