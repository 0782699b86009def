import { until } from "../stand/until";
import { line, type Writer } from "./writers";

/** Writes so many lines a second, fifty times a second. */
export abstract class SteadyWriter implements Writer {
  private n = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly begun = Date.now();

  constructor(
    private readonly fault: string,
    private readonly perSecond: number,
  ) {
    this.timer = setInterval(() => this.write(), 20);
  }

  protected abstract put(text: string): void;

  written = (): number => this.n;

  async more(lines: number): Promise<void> {
    const goal = this.n + lines;
    await until(`${goal} lines written`, () => this.n >= goal, 120_000, 20);
  }

  finish(): Promise<number> {
    clearInterval(this.timer);
    return Promise.resolve(this.n);
  }

  private write(): void {
    let text = "";
    while (this.n < ((Date.now() - this.begun) / 1000) * this.perSecond) text += line(this.fault, ++this.n);
    this.put(text);
  }
}
