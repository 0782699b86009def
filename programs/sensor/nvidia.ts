import { type Line, print } from "../shared/output";
import { Proc } from "../shared/proc";
import { AppList, untold } from "./app-list";
import { appFields } from "./apps";
import { AskedCards } from "./asked-cards";
import { type Card, cardLine, lostLine } from "./card";
import { type Fault, fault, faultOfExit } from "./faults";
import { Fields } from "./fields";
import { HolderLines } from "./holder-lines";
import { Holders, summary } from "./holders";
import { type End, Looping } from "./looping";
import { PciCards } from "./pci";
import { Rest } from "./rest";
import { readRow, type Row } from "./row";
import { unifiedMemory } from "./unified";

export interface NvidiaSettings {
  nvidiaSmi: string;
  /** Milliseconds between two rounds. */
  interval: number;
  /** Milliseconds without a line after which nvidia-smi counts as hanging. */
  patience: number;
  /** The machine's /proc and /sys. */
  proc: string;
  sys: string;
}

/** Reads NVIDIA's cards by one nvidia-smi that goes on all the time: each new one would wake a sleeping card. */
export class Nvidia {
  private readonly fields = new Fields();
  private readonly pci: PciCards;
  private readonly asked: AskedCards;
  private readonly rest: Rest;
  /** Those that answered, by PCI address: a number may be another's after one is lost. */
  private readonly cards = new Map<string, Card>();
  private readonly holderLines: HolderLines;
  private readonly smi: Looping;
  private readonly apps?: AppList;
  private readonly proc: Proc;
  private resting = false;
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
    this.pci = new PciCards(settings.sys);
    this.asked = new AskedCards(this.pci);
    this.rest = new Rest(this.pci, interval);
    this.holderLines = new HolderLines(4 * interval);
    this.smi = new Looping({
      command: () => this.command("gpu", this.fields.list),
      line: (text) => this.row(text),
      ended: (end) => this.ended(end),
      hung: (said) => this.blind(said ? faultOfExit(0, said) : fault("hung")),
      patience,
      pause: interval,
    });
    if (holders) this.apps = new AppList(() => this.command("compute-apps", appFields), interval);
  }

  start(): void {
    this.resting = this.rest.due(performance.now());
    this.smi.start();
    this.apps?.smi.start();
  }

  /** Each round: what cannot be read is said again. */
  tick(): void {
    const now = performance.now();
    const before = this.resting;
    this.resting = this.rest.due(now);
    if (this.resting) this.tellRest();
    else if (this.fault) this.tell();
    const again = this.asked.due(now);
    if (again) this.asked.askAll();
    if (before && !this.resting) this.start();
    else if (again || before !== this.resting) {
      this.smi.restart();
      this.apps?.smi.restart();
    }
  }

  private command(what: string, fields: readonly string[]): [string, ...string[]] | undefined {
    if (this.resting) return undefined;
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

  private ended(end: End): boolean {
    if (this.fields.refuse(end.said)) return true;
    const found = faultOfExit(end.code, end.said);
    if (found.reason === "card_lost" && this.asked.leaveOut(found.bus, performance.now())) return true;
    this.blind(found);
    return false;
  }

  /** From now on nothing can be read. */
  private blind(found: Fault): void {
    this.dropRows();
    this.fault = found;
    this.tell();
  }

  private dropRows(): void {
    clearTimeout(this.batchEnd);
    this.batch = [];
  }

  private tell(): void {
    const { reason, error, code, bus } = this.fault ?? fault("no_card");
    const buses = reason === "card_lost" ? this.asked.lost([], bus) : [];
    // Where nobody says which, none answers.
    const lost = reason === "card_lost" && buses.length === 0 ? [...this.cards.keys()] : buses;
    print({ probe: "gpus", readable: 0, reason, error, code }, ...this.lostLines(lost, []));
  }

  /** Cards are left alone until they sleep or somebody works with one. */
  private tellRest(): void {
    this.dropRows();
    this.fault = undefined;
    const error = "The cards sleep, or may: nobody uses them, and to ask them would wake them.";
    print({ probe: "gpus", readable: 1, cards: this.pci.all.length, vendor: "nvidia", error });
  }

  /** Lines of one round. */
  private async round(): Promise<void> {
    const rows = this.batch;
    this.batch = [];
    this.fault = undefined;
    const lines: Line[] = [];
    const only = rows.length === 1 && this.cards.size <= 1;
    for (const row of rows) lines.push(...(await this.linesOf(row, only)));
    const there = rows.map(({ card }) => keyOf(card));
    const gone = [...this.cards.keys()].filter((key) => !there.includes(key));
    lines.push(...this.lostLines(new Set([...gone, ...this.asked.lost(there)]), rows));
    const answering = rows.filter((row) => !row.fault).map(({ card }) => card);
    for (const card of answering) {
      this.cards.set(keyOf(card), card);
      if (card.bus) this.asked.answered(card.bus);
    }
    this.rest.seen(answering, performance.now());
    const faults = rows.flatMap((row) => row.fault ?? []);
    const [first] = faults;
    const cards = rows.length - faults.length;
    const all: Line = cards
      ? { probe: "gpus", readable: 1, cards, vendor: "nvidia" }
      : { probe: "gpus", readable: 0, reason: first?.reason, error: first?.error };
    print(all, ...lines);
  }

  private async linesOf({ card, uuid, fault, memoryUntold }: Row, only: boolean): Promise<Line[]> {
    if (fault) return [lostLine(card, fault, this.cards.get(keyOf(card)))];
    const whole = memoryUntold && !card.mig ? { ...card, ...unifiedMemory(this.proc) } : card;
    const apps = this.apps?.of(uuid, only);
    if (!this.holders || !apps || untold(whole, apps)) return [cardLine(whole)];
    const holders = await this.holders.of(apps);
    return [cardLine(whole, summary(holders)), ...this.holderLines.of(card.gpu, holders, performance.now())];
  }

  /** @param keys of lost cards: of those that never answered only the bus tells */
  private lostLines(keys: Iterable<string>, rows: Row[]): Line[] {
    return [...keys].map((key) => {
      const { gpu = key, ...card } = this.cards.get(key) ?? { bus: key, vendor: "nvidia" };
      // A driver that starts without a card gives its number to another.
      const taken = rows.some((row) => row.card.gpu === gpu);
      return lostLine({ ...card, gpu: taken ? key : gpu }, fault("card_lost"));
    });
  }
}

/** What a card is known by. */
function keyOf({ bus, gpu }: Card): string {
  return bus ?? gpu;
}
