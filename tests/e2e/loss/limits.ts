import { parse } from "yaml";

import type { Agent } from "../../../components/config/schema";
import { renderCollectorConfig } from "../../../components/containers/collector-file/render";
import { defaults } from "../../support/collector";
import type { Outcome, Span } from "./count";

/** Exactly so many, or from so many to so many. */
type Figure = number | [number, number];

interface Limit {
  lost?: Figure;
  twice?: Figure;
}

/** However many of the lines at risk: what the agent happens to do just then decides. */
const ANY: Figure = [0, Infinity];

const config = parse(renderCollectorConfig(defaults)) as {
  clients: [{ batchsize: number }];
  scrape_configs: [{ pipeline_stages: Stage[] }];
};
type Stage = Record<string, { stages?: Stage[] } | undefined>;

/** Each stage of the pipeline works on a line of its own. */
function inWork(stages: Stage[]): number {
  return stages.reduce((total, stage) => total + 1 + inWork(Object.values(stage)[0]?.stages ?? []), 0);
}
const lines = inWork(config.scrape_configs[0].pipeline_stages);
/** And a batch that waits for Loki, of lines of a hundred bytes. */
const held = lines + Math.ceil(config.clients[0].batchsize / 100);

/**
 * How many lines may be lost or come twice, of those at risk; what is not listed loses and repeats none. This is as
 * good as it gets, and docs/operations.md says so.
 */
export function limits(agent: Agent): Record<string, Limit> {
  const all: Record<string, Partial<Record<Agent, Limit>>> = {
    // It does not wait for the lines it is working on.
    "collector restarted, file": { alloy: { lost: [0, lines] } },
    "collector restarted, container": { alloy: { lost: [0, lines] } },
    // Read since the position was last noted, and read again. A container's line keeps its time: Loki drops its repetition.
    "collector killed, file": { promtail: { twice: ANY }, alloy: { twice: ANY } },
    // What it holds in memory when it is killed after the grace period is read again, and of files what came just before.
    "collector restarted while Loki is away, file": {
      promtail: { lost: [0, held], twice: ANY },
      alloy: { lost: ANY, twice: ANY },
    },
    "collector restarted while Loki is away, container": {
      promtail: { lost: [0, held] },
      alloy: { lost: ANY, twice: ANY },
    },
    // Promtail's positions are Alloy's, too, the other way round they are not: the whole file is read again.
    "Promtail in Alloy's place, file": { alloy: { twice: [300, Infinity] } },
    // A file is looked at four times a second; what is written after the last look and cut off is gone.
    "file copied and truncated": { promtail: { lost: ANY }, alloy: { lost: ANY } },
    "file renamed twice while Loki is away": { promtail: { lost: ANY }, alloy: { lost: ANY } },
    "file copied and truncated while Loki is away": {
      promtail: { lost: ANY, twice: ANY },
      alloy: { lost: ANY, twice: ANY },
    },
    "file renamed to a name that is watched too": {
      promtail: { twice: [300, Infinity] },
      alloy: { twice: [300, Infinity] },
    },
    // Loki refuses what is older than its newest line of that stream by more than a day.
    "clock that jumps back 30 hours": { promtail: { lost: 10 }, alloy: { lost: 10 } },
    "10 lines of 1 MiB, container": { alloy: { lost: 10 } },
    "10 equal lines of one millisecond": { promtail: { lost: 9 } },
    "last line without an end, file": { promtail: { lost: 1 }, alloy: { lost: 1 } },
    "last line without an end, container": { promtail: { lost: 1 }, alloy: { lost: 1 } },
    // Containers are looked for every five seconds.
    "10 containers that live one second": { promtail: { lost: ANY }, alloy: { lost: ANY } },
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([row, by]) => (by[agent] ? [[row, by[agent]]] : [])),
  );
}

/** The number itself when it is allowed, else the next one that is. */
export function nearest(number: number, allowed: Figure = 0): number {
  const [least, most] = typeof allowed === "number" ? [allowed, allowed] : allowed;
  return Math.min(Math.max(number, least), most);
}

/** Lines that were lost or came twice though nothing had happened to them. */
export function outside({
  lost,
  again,
  atRisk = [],
  twiceAtRisk = atRisk,
}: Outcome): Record<string, number[]> {
  const not = (spans: Span[]) => (n: number) => !spans.some(([from, to]) => from <= n && n <= to);
  return { lostThoughSafe: lost.filter(not(atRisk)), twiceThoughSafe: again.filter(not(twiceAtRisk)) };
}
