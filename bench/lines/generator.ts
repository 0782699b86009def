import { Seeded } from "../../tests/support/seeded";
import { chatter, promptCache } from "./answers";
import { type Chosen, chosen, type Place, places } from "./formats";
import { Traffic } from "./traffic";
import type { Turn } from "./turn";

/** An entry of a log. */
export interface Line {
  /** When it is written: milliseconds since 1970. */
  at: number;
  place: Place;
  /** Without the end of its last line. */
  text: string;
}

export interface GeneratorSettings {
  seed: number;
  /** Lines a second on average, which their times follow. */
  perSecond: number;
  /** When the first may be written: milliseconds since 1970. @default now */
  start?: number;
  /** Which formats, by name. @default all of the web UI's and Ollama's */
  formats?: readonly string[];
  /** How many of a hundred requests ask a model. @default 45 */
  chats?: number;
  /** How many of a hundred requests have something else said beside them. @default 25 */
  messages?: number;
  /** Whether there is no crowd now and then. @default false */
  steady?: boolean;
  /** Also what collectors drop or join, so that entries cannot be counted: prompt caches, tracebacks. @default false */
  uncounted?: boolean;
}

/** Lines of people's sessions, one after the other, as the programs of a host write them; the same for the same seed. */
export class Generator {
  private readonly random: Seeded;
  private readonly traffic: Traffic;
  private readonly chosen: Chosen;
  private ready: Line[] = [];

  constructor(private readonly settings: GeneratorSettings) {
    const { seed, perSecond, start = Date.now(), steady = false } = settings;
    this.random = new Seeded(seed + 1);
    this.chosen = chosen(settings.formats, settings.uncounted);
    this.traffic = new Traffic(seed, perSecond / this.linesOfATurn(seed), start, steady, settings.chats);
  }

  next(): Line {
    for (;;) {
      const line = this.ready.pop();
      if (line) return line;
      this.ready = this.linesOf(this.traffic.next(), this.random).reverse();
    }
  }

  /** How many there are on average, by trying. */
  private linesOfATurn(seed: number): number {
    const [traffic, random] = [
      new Traffic(seed + 2, 100, 0, true, this.settings.chats),
      new Seeded(seed + 2),
    ];
    const turns = 2000;
    let lines = 0;
    for (let i = 0; i < turns; i++) lines += this.linesOf(traffic.next(), random).length;
    if (lines === 0)
      throw new Error(`There is no format of these names: ${this.settings.formats?.join("; ")}.`);
    return lines / turns;
  }

  private linesOf(turn: Turn, random: Seeded): Line[] {
    const lines: Line[] = [];
    for (const place of places) {
      // A model server hears of chats alone.
      if (place !== "webui" && !turn.chat) continue;
      const put = (texts: string[]) => {
        for (const text of texts) lines.push({ at: turn.at, place, text });
      };
      const { answer, request, message } = this.chosen[place];
      if (answer.length > 0) put(random.pick(answer).write(turn, random));
      if (place === "ollama" && answer.length > 0) put(chatter(turn));
      if (place === "ollama" && this.settings.uncounted) put(promptCache(turn));
      if (request.length > 0) put(random.pick(request).write(turn, random));
      const also = request.length === 0 || random.percent(this.settings.messages ?? 25);
      if (message.length > 0 && also) put(random.pick(message).write(turn, random));
    }
    return lines;
  }
}
