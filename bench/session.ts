import { Failure } from "../scripts/command/fail";
import type { Measure, Report, Scale } from "./measure";
import { median } from "./ratios";
import type { Measured } from "./report/result";
import { short } from "./report/row";

/** Milliseconds in which a measure whose things are gone ends. */
const patience = 30_000;

/** Runs measures one after another, says what they find, and takes away what they made, on Ctrl-C, too. */
export class Session {
  private disposals: (() => unknown)[] = [];
  private interrupted = false;
  /** The measure that runs, until it ends, however it does. */
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly scale: Scale) {
    process.on("SIGINT", () => void this.interrupt());
    process.on("SIGTERM", () => void this.interrupt());
  }

  /** What one measure finds; an error of it ends that measure alone. */
  async measure(measure: Measure): Promise<Measured> {
    const { name, what } = measure;
    const measured: Measured = { name, what, figures: [], skipped: [], took: 0 };
    const began = performance.now();
    console.log(`\n${name}: ${what}`);
    const run = measure.run(this.scale, this.report(measured));
    this.running = run.catch(() => undefined);
    try {
      await run;
    } catch (error) {
      // Its things are taken away under it: its error says nothing. The process ends soon.
      if (this.interrupted) await new Promise(() => undefined);
      measured.failed = (error as Error).message.split("\n")[0] ?? "";
      console.error(error instanceof Failure ? error.message : error);
    }
    await this.dispose();
    measured.took = (performance.now() - began) / 1000;
    return measured;
  }

  private report(measured: Measured): Report {
    return Object.assign(
      (figure: Measured["figures"][number]) => {
        measured.figures.push(figure);
        const { what, subject, samples, unit, point } = figure;
        const at = point ? `, ${point.along} ${point.at}` : "";
        console.log(`  ${what}${at}, ${subject}: ${short(median(samples))} ${unit}`);
      },
      {
        skip: (what: string, why: string) => {
          measured.skipped.push({ what, why });
          console.log(`  skipped: ${what} (${why})`);
        },
        later: (dispose: () => unknown) => {
          this.disposals.push(dispose);
          // What it made just now is the last.
          if (this.interrupted) throw new Failure("Interrupted", 130);
          return async () => {
            this.disposals = this.disposals.filter((each) => each !== dispose);
            await dispose();
          };
        },
      },
    );
  }

  private async dispose(): Promise<void> {
    const all = this.disposals.reverse();
    this.disposals = [];
    for (const dispose of all)
      try {
        await dispose();
      } catch (error) {
        console.error(`Not all was taken away: ${(error as Error).message}`);
      }
  }

  private async interrupt(): Promise<void> {
    if (this.interrupted) process.exit(130);
    this.interrupted = true;
    console.error("\nInterrupted: what was made is taken away. Ctrl-C again leaves it.");
    await this.dispose();
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, patience))]);
    await this.dispose();
    process.exit(130);
  }
}
