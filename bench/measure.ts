/** One thing measured for one subject: all samples of a run, in one unit. */
export interface Figure {
  /** What was measured, as a row of the report names it. */
  what: string;
  /** Whom it was measured for: a subject's name. */
  subject: string;
  unit: "s" | "ms" | "MiB" | "lines" | "lines/s" | "streams" | "%";
  samples: number[];
  /** What is aimed at, in the same unit, where there is such a goal. */
  goal?: number;
  /** Whether more is better. @default false */
  more?: boolean;
  /** Where it stands on a curve: along what, such as `lines`, and how much of it. @default it is of no curve */
  point?: { along: string; at: number };
}

/** How much of everything: the whole bench, or the short one that CI runs. */
export interface Scale {
  short: boolean;
  /** How often what varies is measured. */
  rounds: number;
  /** Only subjects of these names, such as `ours` and `original` for the budgets. @default all there are */
  only?: readonly string[];
}

/** What a measure hands in while it runs. */
export interface Report {
  (figure: Figure): void;
  /** Something cannot be had here: what, and why. */
  skip(what: string, why: string): void;
  /**
   * Something is to be taken away when the measure ends, however it does, Ctrl-C included; the last one first.
   *
   * @returns takes it away now
   */
  later(dispose: () => unknown): () => Promise<void>;
}

/** A measure of the bench: it hands in its figures as soon as they are there. */
export interface Measure {
  /** As the command line names it. */
  name: string;
  /** In one sentence. */
  what: string;
  /** Whether it takes more than about ten minutes, and so runs only when it is named. @default false */
  long?: boolean;
  run(scale: Scale, report: Report): Promise<void>;
}
