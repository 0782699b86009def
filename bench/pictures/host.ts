import { push, type PushedStream } from "../../tests/support/push";
import { Seeded } from "../../tests/support/seeded";
import { cardLines } from "./cards";
import { type Entry, minute } from "./entry";
import { loadLines } from "./loads";
import type { Moment } from "./moment";
import { probeLines } from "./rounds";
import { asked } from "./traffic";

/** Milliseconds between two rounds of the probe: of long ago, fewer are enough. */
const rounds = { lately: 15_000, before: 5 * minute } as const;
const lately = 4 * 60 * minute;
/** The larger model is put out and loaded again once in so many minutes, so long out of memory. */
const turn = { every: 50, out: 8, at: 31 } as const;

/** A host with two cards, an office that asks it, and who else works on it: its lines, span by span. */
export class PicturedHost {
  private readonly random = new Seeded(41);
  private readonly began = Date.now();
  private written: number;
  private alerts = 0;

  /**
   * @param days that it has been watched for
   * @param name value of the label `host`
   * @param trains since so many minutes before its making somebody trains on a card. @default never
   */
  constructor(
    days: number,
    private readonly name: string,
    private readonly trains?: number,
  ) {
    this.written = Math.ceil((this.began - days * 24 * 60 * minute) / rounds.before) * rounds.before;
  }

  /** From now on so many alerts fire. */
  fires(alerts: number): void {
    this.alerts = alerts;
  }

  /** Writes what happened since the last time. @param to milliseconds since 1970 */
  async write(loki: string, to = Date.now()): Promise<void> {
    const span = 60 * minute;
    while (this.written < to) {
      const end = Math.min(to, this.written + span);
      await push(loki, streams(this.name, this.between(this.written, end)));
      this.written = end;
    }
  }

  private between(from: number, to: number): Record<Job, Entry[]> {
    const lines: Record<Job, Entry[]> = { webui: [], ollama: [], probe: [], kernel: [], stack: [] };
    for (let time = Math.ceil(from / 15_000) * 15_000; time < to; time += 15_000) {
      if (time < this.began - lately && time % rounds.before !== 0) continue;
      const moment = this.moment(time);
      lines.probe.push(...probeLines(moment, this.alerts), ...cardLines(moment));
      const before = this.moment(time - 15_000);
      if (moment.loaded && !before.loaded) lines.ollama.push(...loadLines(moment));
    }
    for (let time = from; time < to; time += minute) {
      const slow = this.moment(time).trainer ? 2.6 : 1;
      const least = time > this.began - lately ? 1700 : 0;
      const { webui, ollama } = asked(this.random, time, Math.min(to, time + minute), slow, least);
      lines.webui.push(...webui);
      lines.ollama.push(...ollama);
    }
    return lines;
  }

  private moment(time: number): Moment {
    const ago = (this.began - time) / minute;
    const phase = modulo(ago, turn.every);
    const trainer = this.trains !== undefined && ago < this.trains;
    const evicted = this.trains !== undefined && Math.abs(ago - this.trains) < 1.5;
    const wave = 0.55 + 0.3 * Math.sin(time / (7 * minute)) + 0.1 * this.random.next();
    return {
      ...{ time, trainer, random: this.random, load: wave },
      // Who finds its card taken is put out, and comes back partly.
      loaded: !evicted && (phase < turn.at || phase > turn.at + turn.out),
    };
  }
}

const jobs = {
  webui: { job: "deepchat-webui", filename: "/var/log/deepchat/webui.log" },
  ollama: { job: "ollama-service", unit: "ollama.service" },
  probe: { job: "probe", container: "probe", stream: "stdout" },
  kernel: { job: "kernel" },
  stack: { job: "stack", container: "collector", stream: "stderr" },
} as const;
type Job = keyof typeof jobs;

/** As Loki takes them: in order, no two lines of a stream at the same nanosecond. */
function streams(host: string, lines: Record<Job, Entry[]>): PushedStream[] {
  let at = 0;
  return Object.entries(lines).map(([job, entries]) => ({
    stream: { ...jobs[job as Job], host },
    values: entries
      .sort(([a], [b]) => a - b)
      .map(([time, line, metadata = {}]) => [
        `${Math.floor(time)}${String(at++ % 1_000_000).padStart(6, "0")}`,
        line,
        metadata,
      ]),
  }));
}

/** Never negative. */
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
