import * as readline from "node:readline";

/** Where progress is shown: a terminal, as far as it matters here. */
export type Terminal = Pick<NodeJS.WriteStream, "write" | "columns"> & NodeJS.WritableStream;

/** A row of Pulumi's display: sign, type, name, what is being done or was. */
const row =
  /^ (?:[-+~<>=]{1,2}|\s) +(\S+:\S+) (\S+) (?:\*\*)?([a-z]+(?: (?:original|replacement|failed))*)(?:\*\*)?(?: \(([\d.a-z]+)\))?(?: |$)/;

/**
 * Nobody can act on these, or not yet: plugins found on PATH are meant to be used, an error in full follows the second,
 * and who gets no alerts is told at the end of `up`.
 */
const noise =
  /^ *(?:warning: using pulumi-resource-\S+ from |error: +sdk-v2\/|error: (?:update|preview|refresh|destroy) (?:failed|cancell?ed)$|warning: Nobody will get alerts)/;

/**
 * Pulumi's output in a short form for a terminal: one line that says what is being done and for how long, a line for each
 * container that was made or changed, then what needs attention and how many resources there are.
 */
export class Progress {
  private readonly started = Date.now();
  private readonly doing = new Map<string, string>();
  private readonly attention: string[] = [];
  private readonly counts: string[] = [];
  private readonly timer: NodeJS.Timeout;
  private section: "rows" | "diagnostics" | "outputs" | "resources" = "rows";
  /** The resource that the diagnostics are about, until one of its own is kept. */
  private about = "";
  private rest = "";
  /** What stands in the line that changes. */
  private painted = "";

  /**
   * @param title what is done, such as `up of dev`
   * @param terminal where to show it
   */
  constructor(
    private readonly title: string,
    private readonly terminal: Terminal,
  ) {
    this.timer = setInterval(() => this.paint(), 1000);
    this.paint();
  }

  /** Takes a piece of Pulumi's output, which may end in the middle of a line. */
  take(chunk: string): void {
    const lines = (this.rest + chunk).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(line.trimEnd());
    this.paint();
  }

  /** Ends the line that changes, and says how it went. */
  end(how: "done" | "failed" | "interrupted"): void {
    clearInterval(this.timer);
    if (this.rest) this.line(this.rest);
    this.clear();
    for (const line of this.attention) this.terminal.write(`${line}\n`);
    const counts = this.counts.join(", ");
    this.terminal.write(`${this.title}: ${[(how === "done" && counts) || how, this.elapsed()].join(", ")}\n`);
  }

  private line(line: string): void {
    const section = /^(Diagnostics|Outputs|Resources|Duration):/.exec(line)?.[1]?.toLowerCase();
    if (section) this.section = section as typeof this.section;
    else if (this.section === "rows") this.row(line);
    else if (this.section === "diagnostics") this.diagnostic(line);
    else if (this.section === "resources" && line.trim())
      this.counts.push(line.trim().replace(/^[-+~<>=]+ ?/, ""));
  }

  private row(line: string): void {
    const [, type = "", name = "", verb = "", time] = row.exec(line) ?? [];
    // A component lasts as long as what is in it.
    if (!name || /^(?:pulumi:pulumi|deepchat):/.test(type)) return;
    if (/ing\b(?! failed)/.test(verb)) {
      this.doing.set(name, verb);
    } else if (
      this.doing.delete(name) &&
      type.endsWith(":Container") &&
      !/^(?:replaced|refresh)/.test(verb)
    ) {
      this.clear();
      this.terminal.write(`  ${name.replace(/-container$/, "")} ${verb}${time ? ` (${time})` : ""}\n`);
    }
  }

  private diagnostic(line: string): void {
    if (/^ {2}\S/.test(line)) this.about = line;
    else if (line.trim() && !noise.test(line)) {
      if (this.about) this.attention.push(this.about);
      this.about = "";
      this.attention.push(line);
    }
  }

  private paint(): void {
    const now = [...this.doing].map(([name, verb]) => `${name.replace(/-container$/, "")} ${verb}`);
    const text = `${this.title} … ${this.elapsed()}  ${now.join(", ")}`;
    const line = text.slice(0, Math.max(20, (this.terminal.columns ?? 80) - 1));
    if (line === this.painted) return;
    this.clear();
    this.terminal.write(line);
    this.painted = line;
  }

  private clear(): void {
    this.painted = "";
    readline.cursorTo(this.terminal, 0);
    readline.clearLine(this.terminal, 0);
  }

  private elapsed(): string {
    return `${Math.round((Date.now() - this.started) / 1000)} s`;
  }
}
