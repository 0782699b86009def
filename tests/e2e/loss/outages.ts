import * as fs from "node:fs";

import { parse } from "yaml";

import type { Agent } from "../../../components/config/schema";
import { readAsset } from "../../../components/shared/assets";
import { until } from "../stand/until";
import { Bench } from "./bench";
import { ContainerWriter } from "./container-writer";
import type { Outcome } from "./count";
import type { Writer } from "./writers";

/** In seconds: how old at most the position is that the collector finds again after it was killed. */
const noted: Record<Agent, number> = {
  // It notes every so often how far it has read, and as often writes that to disk.
  promtail:
    2 *
    parseInt(
      (parse(readAsset("promtail/base.yaml")) as { positions: { sync_period: string } }).positions
        .sync_period,
    ),
  // Takes no such setting from the file.
  alloy: 20,
};

/** An outage, during which lines are written; tells when the damage that it can do is done. */
interface Outage {
  happens: (on: Bench, over: () => Promise<unknown>) => Promise<void>;
  /** Seconds between the lines that must have arrived for good and the outage. @default 0 */
  after?: (agent: Agent) => number;
  /** Agent to begin with. @default the one that is tested */
  first?: Agent;
  /** Whether files are read again from their beginning. */
  again?: boolean;
}

/** How long Loki is away when it is. */
export const awaySeconds = process.env.E2E_LONG ? 600 : 60;

const outages: Record<string, Outage> = {
  "collector restarted": { happens: (on) => on.container("collector", "restart") },
  "collector killed": {
    happens: async (on) => {
      await on.container("collector", "kill");
      await on.container("collector", "start");
    },
    // And a little, for a busy machine.
    after: (agent) => noted[agent] + 5,
  },
  "proxy restarted": { happens: (on) => on.container("proxy", "restart") },
  "proxy killed": {
    happens: async (on) => {
      await on.container("proxy", "kill");
      await passed(15);
      await on.container("proxy", "start");
    },
  },
  "Loki restarted": {
    happens: async (on) => {
      await on.container("loki", "stop");
      await on.startLoki();
    },
  },
  "Loki killed": {
    happens: async (on) => {
      await on.container("loki", "kill");
      await on.startLoki();
    },
  },
  "Loki away": {
    happens: async (on) => {
      await on.container("loki", "stop");
      await passed(awaySeconds);
      await on.startLoki();
    },
  },
  "collector restarted while Loki is away": {
    happens: async (on, over) => {
      await on.container("loki", "stop");
      await passed(15);
      await on.container("collector", "restart");
      void over();
      await passed(15);
      await on.startLoki();
    },
    // As when it is killed: where it begins again is of a moment when all had been delivered.
    after: (agent) => noted[agent] + 5,
  },
};

/** Only with Alloy as the tested agent. */
const switches: Record<string, Outage> = {
  "Alloy in Promtail's place": { happens: (on) => on.switchTo("alloy"), first: "promtail" },
  "Promtail in Alloy's place": { happens: (on) => on.switchTo("promtail"), again: true },
};

/** Each is met by a file and by a container. */
export function outagesOf(agent: Agent): Record<string, Outage> {
  return agent === "alloy" ? { ...outages, ...switches } : outages;
}

/** A file and a container write before, during and after the outage. */
export async function through(
  outage: Outage,
  agent: Agent,
  bench: (agent: Agent) => Promise<Bench>,
): Promise<Record<"file" | "container", Outcome>> {
  const on = await bench(outage.first ?? agent);
  const writers = { file: on.write("file"), container: await ContainerWriter.start(on, "container") };
  const each = async <T>(ask: (source: "file" | "container") => T | Promise<T>) => {
    const [file, container] = await Promise.all([ask("file"), ask("container")]);
    return { file, container };
  };
  await each((source) => on.arrived(source, 300));
  const safe = await each((source) => on.caughtUp(source, writers[source]));
  await passed(outage.after?.(agent) ?? 0);

  let ends: Promise<Record<"file" | "container", number>> | undefined;
  // A container's count follows its lines, ten at once.
  const over = () => (ends ??= each((source) => writers[source].written() + 10));
  await outage.happens(on, over);
  const end = await over();

  await each((source) => writers[source].more(500));
  return each(async (source) => ({
    ...(await on.count(source, await writers[source].finish())),
    atRisk: [[safe[source] + 1, end[source]]],
    twiceAtRisk: [[outage.again ? 1 : safe[source] + 1, end[source]]],
  }));
}

/** What happens to a file after 500 lines that Loki was not there for, each on a bench of its own. */
export const whileAway: Record<string, (bench: () => Promise<Bench>) => Promise<Outcome>> = {
  "file renamed once while Loki is away": (bench) =>
    away(bench, async (on, writer) => {
      fs.renameSync(on.file("away"), `${on.file("away")}.1`);
      await writer.more(500);
      return {};
    }),
  "file renamed twice while Loki is away": (bench) =>
    away(bench, async (on, writer) => {
      const first = writer.written();
      fs.renameSync(on.file("away"), `${on.file("away")}.1`);
      await writer.more(500);
      const second = writer.written();
      fs.renameSync(on.file("away"), `${on.file("away")}.2`);
      await writer.more(500);
      // The collector waits with the first file open, and then finds what has the name by now.
      return { atRisk: [[first + 1, second]] };
    }),
  "file copied and truncated while Loki is away": (bench) =>
    away(bench, async (on, writer, safe) => {
      const truncated = writer.written();
      fs.copyFileSync(on.file("away"), `${on.file("away")}.1`);
      fs.truncateSync(on.file("away"));
      await writer.more(500);
      // What was not read by then is gone; what comes then may be read from where the old content was left, and again.
      return { atRisk: [[safe + 1, truncated]], twiceAtRisk: [[truncated + 1, Infinity]] };
    }),
};

async function away(
  bench: () => Promise<Bench>,
  happens: (on: Bench, writer: Writer, safe: number) => Promise<Pick<Outcome, "atRisk" | "twiceAtRisk">>,
): Promise<Outcome> {
  const on = await bench();
  const writer = on.write("away");
  await on.arrived("away", 300);
  const safe = await on.caughtUp("away", writer);
  await on.container("loki", "stop");
  await writer.more(500);
  const risks = await happens(on, writer, safe);
  await on.startLoki();
  await writer.more(500);
  return { ...(await on.count("away", await writer.finish())), ...risks };
}

/** The length of an outage is what is tested. */
async function passed(seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  await until(`${seconds} s have passed`, () => Date.now() >= end, (seconds + 10) * 1000);
}
