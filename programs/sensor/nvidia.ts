import { type Line, print } from "../shared/output";
import { Proc } from "../shared/proc";
import { type App, appFields, readApp } from "./apps";
import { AskedCards } from "./asked-cards";
import { type Card, cardLine } from "./card";
import { type Fault, fault, faultOfExit } from "./faults";
import { Fields } from "./fields";
import { HolderLines } from "./holder-lines";
import { Holders, summary } from "./holders";
import { type End, Looping } from "./looping";
import { readRow, type Row } from "./row";
import { unifiedMemory } from "./unified";

export interface NvidiaSettings {
  nvidiaSmi: string;
  /** Milliseconds between two rounds. */
  interval: number;
  /** Milliseconds without a line after which nvidia-smi counts as hanging. */
  patience: number;
  /** The machine's /proc. */
  proc: string;
}

/** Bytes in use that nobody can be named for: processes cannot be seen then. */
const UNEXPLAINED = 2 ** 30;

/** Reads NVIDIA's cards by one nvidia-smi that goes on all the time: each new one would wake a sleeping card. */
export class Nvidia {
  private readonly fields = new Fields();
  private readonly asked = new AskedCards();
  private readonly cards = new Map<string, Card>();
  private readonly apps = new Map<string, { app: App; at: number }>();
  private readonly holderLines: HolderLines;
  private readonly smi: Looping;
  private readonly smiApps?: Looping;
  private readonly proc: Proc;
  private batch: Row[] = [];
  private batchEnd?: NodeJS.Timeout;
  private fault?: Fault;

  /** @param holders names who holds a card; undefined: processes cannot be seen */
  constructor(
    private readonly settings: NvidiaSettings,
    private readonly holders: Holders | undefined,
  ) {
    const { interval, patience } = settings;
    this.proc = new Proc(settings.proc);
    this.holderLines = new HolderLines(4 * interval);
    this.smi = new Looping({
      command: () => this.command("gpu", this.fields.list),
      line: (text) => this.row(text),
      ended: (end) => this.ended(end),
      hung: (said) => this.blind(said ? faultOfExit(0, said) : fault("hung")),
      patience,
      pause: interval,
    });
    if (holders)
      this.smiApps = new Looping({
        command: () => this.command("compute-apps", appFields),
        line: (text) => this.app(text),
        ended: () => false,
        pause: interval,
      });
  }

  start(): void {
    this.smi.start();
    this.smiApps?.start();
  }

  /** Each round: what cannot be read is said again. */
  tick(): void {
    if (this.fault) this.tell();
    if (!this.asked.due(performance.now())) return;
    this.asked.askAll();
    this.smi.restart();
    this.smiApps?.restart();
  }

  private command(what: string, fields: readonly string[]): [string, ...string[]] {
    const { interval, nvidiaSmi } = this.settings;
    const loop = interval % 1000 === 0 ? ["-l", String(interval / 1000)] : [`-lms=${interval}`];
    const query = `--query-${what}=${fields.join(",")}`;
    return [nvidiaSmi, ...this.asked.arguments, query, ...loop, "--format=csv,noheader,nounits"];
  }

  private row(text: string): boolean {
    const row = readRow(text, this.fields.list);
    if (!row) return false;
    this.batch.push(row);
    clearTimeout(this.batchEnd);
    // Lines of a round come together; a card that sleeps takes its time.
    this.batchEnd = setTimeout(() => void this.round(), Math.min(1000, this.settings.interval / 3));
    return true;
  }

  private app(text: string): boolean {
    const app = readApp(text);
    if (app) this.apps.set(`${app.uuid} ${app.pid}`, { app, at: performance.now() });
    return app !== undefined;
  }

  private ended(end: End): boolean {
    if (this.fields.refuse(end.said)) return true;
    const found = faultOfExit(end.code, end.said);
    if (found.reason === "card_lost" && this.asked.leaveOut(found.bus, performance.now())) return true;
    this.blind(found);
    return false;
  }

  /** From now on nothing can be read. */
  private blind(found: Fault): void {
    clearTimeout(this.batchEnd);
    this.batch = [];
    this.fault = found;
    this.tell();
  }

  private tell(): void {
    const { reason, error, code, bus } = this.fault ?? fault("no_card");
    const lost = [...this.cards.values()].filter(
      (card) => reason === "card_lost" && (!bus || card.bus === bus),
    );
    print(
      { probe: "gpus", readable: 0, reason, error, code },
      ...lost.map((card) => lostLine(card, { reason, error })),
    );
  }

  /** Lines of one round. */
  private async round(): Promise<void> {
    const rows = this.batch;
    this.batch = [];
    this.fault = undefined;
    const lines: Line[] = [];
    const only = rows.length === 1 && this.cards.size <= 1;
    for (const row of rows) lines.push(...(await this.linesOf(row, only)));
    const there = new Set(rows.map(({ card }) => card.gpu));
    for (const card of this.cards.values())
      if (!there.has(card.gpu)) lines.push(lostLine(card, fault("card_lost")));
    for (const { card, uuid, fault } of rows) {
      if (fault) continue;
      this.cards.set(card.gpu, card);
      this.asked.answered(card, uuid);
    }
    const faults = rows.flatMap((row) => row.fault ?? []);
    const [first] = faults;
    const cards = rows.length - faults.length;
    const all: Line = cards
      ? { probe: "gpus", readable: 1, cards, vendor: "nvidia" }
      : { probe: "gpus", readable: 0, reason: first?.reason, error: first?.error };
    print(all, ...lines);
  }

  private async linesOf({ card, uuid, fault, memoryUntold }: Row, only: boolean): Promise<Line[]> {
    if (fault) return [lostLine({ ...this.cards.get(card.gpu), ...named(card) }, fault)];
    const whole = memoryUntold && !card.mig ? { ...card, ...unifiedMemory(this.proc) } : card;
    const apps = this.appsOf(uuid, only);
    if (!this.holders || !apps || untold(whole, apps)) return [cardLine(whole)];
    const holders = await this.holders.of(apps);
    return [cardLine(whole, summary(holders)), ...this.holderLines.of(card.gpu, holders, performance.now())];
  }

  /** Who holds memory of a card now; of the only card, whatever it is called. undefined: cannot be seen. */
  private appsOf(uuid: string | undefined, only: boolean): App[] | undefined {
    const now = performance.now();
    // Nothing is written where there is none: what was not seen twice is gone.
    for (const [key, { at }] of this.apps) if (now - at > this.settings.interval * 1.6) this.apps.delete(key);
    const found = [...this.apps.values()].map(({ app }) => app).filter((app) => only || app.uuid === uuid);
    return this.smiApps?.running ? found : undefined;
  }
}

/** Whether processes do not tell who holds a card: without sizes, or none where much is held. */
function untold(card: Card, apps: App[]): boolean {
  if (apps.length === 0) return !card.unified && (card.memory_used ?? 0) > UNEXPLAINED;
  return apps.some(({ memory }) => memory === undefined);
}

/** A card that was there and does not answer. */
function lostLine(card: Partial<Card>, { reason, error }: Fault): Line {
  return { probe: "gpu", ...named(card), readable: 0, reason, error };
}

function named({ gpu, name, vendor, bus, driver }: Partial<Card>) {
  return { gpu, name, vendor, bus, driver };
}
