const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Bytes for people, such as `1.2 GB`. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power > 0 && value < 100 ? 1 : 0)} ${UNITS[power]}`;
}

/** Says what is being copied: on a terminal in a line that changes, elsewhere only when it is done. */
export class Meter {
  private readonly started = Date.now();
  private painted = 0;

  /** @param what such as `loki` */
  constructor(
    private readonly what: string,
    private readonly terminal: Pick<NodeJS.WriteStream, "write" | "isTTY"> = process.stdout,
  ) {}

  /** Bytes so far. @param of all of them, where that is known */
  readonly seen = (bytes: number, of?: number): void => {
    const now = Date.now();
    if (!this.terminal.isTTY || now - this.painted < 200) return;
    this.painted = now;
    const share = of ? ` of ${size(of)}` : "";
    this.terminal.write(`\r\u001b[K  ${this.what.padEnd(10)}  ${size(bytes)}${share}`);
  };

  /** @param found what to say of it */
  done(found: string): void {
    const seconds = ((Date.now() - this.started) / 1000).toFixed(1);
    const clear = this.terminal.isTTY ? "\r\u001b[K" : "";
    this.terminal.write(`${clear}  ${this.what.padEnd(10)}  ${found}, ${seconds} s\n`);
  }
}
