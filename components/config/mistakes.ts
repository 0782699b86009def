import { ConfigError, type Mistake } from "./error";

/** Collects the mistakes of a configuration, so that all of them are told at once. */
export class Mistakes {
  private readonly found: Mistake[] = [];
  /** Conflicts, with the keys whose values they were seen in. */
  private readonly conflicts: { mistake: Mistake; others: readonly string[] }[] = [];

  /** Adds a value that is wrong by itself. */
  add(mistake: Mistake): void {
    this.found.push(mistake);
  }

  /**
   * Adds a mistake that only shows beside other keys.
   *
   * @param others keys whose values it was seen in: it is not told while one of them is wrong by itself
   */
  addConflict(mistake: Mistake, others: readonly string[]): void {
    this.conflicts.push({ mistake, others });
  }

  /**
   * Ends the collection: does nothing when there is no mistake.
   *
   * @param unknown keys that nothing reads, told first
   * @throws ConfigError that lists all mistakes
   */
  refuse(unknown: readonly Mistake[], stack: string): void {
    const wrong = (key: string) =>
      this.found.some((mistake) => mistake.key === key || mistake.key.startsWith(`${key}[`));
    const real = this.conflicts.filter(({ others }) => !others.some(wrong)).map(({ mistake }) => mistake);
    const all = [...unknown, ...this.found, ...real];
    if (all.length > 0) throw new ConfigError(all, stack);
  }
}
