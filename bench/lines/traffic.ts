import { Seeded } from "../../tests/support/seeded";
import { exponential, logNormal, meanOf } from "./distributions";
import { chatShare, makeTurn, meanLatency, type Turn } from "./turn";

/** Milliseconds between an answer and the next question of the same person. */
const think = { median: 12_000, sigma: 1 };
/** After so many turns on average somebody else begins. */
const turnsOfSession = 8;
/** A burst: so many more people, as a share of those who are there, ask once within so many milliseconds. */
const burst = { every: 60_000, share: 0.3, length: 3000 };
/** Milliseconds that are put in order at once. */
const slice = 100;

interface Person {
  at: number;
  session: number;
  /** Comes in a burst, asks once and leaves. */
  once: boolean;
}

/** Sessions of people who read what they get before they ask again, and now and then a crowd; turns by their time. */
export class Traffic {
  private readonly random: Seeded;
  private readonly people: number;
  /** Who asks next, by slices of time. */
  private readonly waiting = new Map<number, Person[]>();
  private current: Person[] = [];
  private slice = 0;
  private sessions = 0;
  private tasks = 0;
  private nextBurst: number;

  /** @param perSecond turns a second on average @param start milliseconds since 1970 @param steady whether there are no bursts @param chats how many of a hundred requests ask a model */
  constructor(
    seed: number,
    perSecond: number,
    private readonly start: number,
    steady: boolean,
    private readonly chats = chatShare,
  ) {
    this.random = new Seeded(seed);
    const cycle = meanOf(think.median, think.sigma) + meanLatency(chats);
    const extra = steady ? 0 : burst.share / burst.every;
    this.people = Math.max(1, Math.round(perSecond / 1000 / (1 / cycle + extra)));
    this.nextBurst = steady ? Infinity : exponential(this.random, burst.every);
    for (let i = 0; i < this.people; i++)
      this.wait({ at: this.amid(), session: this.sessions++, once: false });
  }

  next(): Turn {
    let person: Person | undefined;
    while (!(person = this.current.pop())) this.advance();
    const turn = makeTurn(this.random, this.chats, this.start + person.at, person.session, this.tasks++);
    if (!person.once) {
      const ended = this.random.next() * turnsOfSession < 1;
      const pause = logNormal(this.random, think.median, think.sigma) + turn.ms;
      this.wait({ ...person, at: person.at + pause, session: ended ? this.sessions++ : person.session });
    }
    return turn;
  }

  /** The rest of a pause that somebody is found in at any moment: long pauses are met more often. */
  private amid(): number {
    const { median, sigma } = think;
    return logNormal(this.random, median * Math.exp(sigma * sigma), sigma) * this.random.next();
  }

  private wait(person: Person): void {
    // What has been put in order already stays as it is.
    const at = Math.max(person.at, this.slice * slice);
    const place = Math.floor(at / slice);
    const there = this.waiting.get(place);
    if (there) there.push({ ...person, at });
    else this.waiting.set(place, [{ ...person, at }]);
  }

  private advance(): void {
    while (this.nextBurst < (this.slice + 1) * slice) {
      for (let i = 0; i < this.people * burst.share; i++)
        this.wait({
          at: this.nextBurst + this.random.next() * burst.length,
          ...{ session: this.sessions++, once: true },
        });
      this.nextBurst += exponential(this.random, burst.every);
    }
    this.current = this.waiting.get(this.slice) ?? [];
    this.waiting.delete(this.slice++);
    // Taken from the end.
    this.current.sort((a, b) => b.at - a.at);
  }
}
