import { type Line, print } from "../shared/output";
import { reason, type TargetError } from "../shared/text";

/** Something that is asked again and again; what goes wrong becomes a line. */
export class Task {
  private pending = false;
  private failingSince?: number;

  /** @param failed the line of a failure, before its reason; made at that moment where it is not always the same */
  constructor(
    private readonly failed: Line | (() => Line),
    private readonly probe: () => Promise<void>,
  ) {}

  /** Not a second time while the first still lasts. */
  async run(): Promise<void> {
    if (this.pending) return;
    this.pending = true;
    try {
      await this.probe();
      this.failingSince = undefined;
    } catch (error) {
      const { status_code } = error as TargetError;
      const line = typeof this.failed === "function" ? this.failed() : this.failed;
      print({ ...line, status_code, down_s: this.downFor(), error: reason(error) });
    }
    this.pending = false;
  }

  /** Seconds since the first of several failures in a row: an outage can then be told from as many single failures. */
  private downFor(): number | undefined {
    const now = performance.now();
    this.failingSince ??= now;
    return Math.round(now - this.failingSince) / 1000 || undefined;
  }
}
