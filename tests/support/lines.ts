/** Reads fixtures by simple means of its own, so that what a collector made of them can be checked. */

/** Colours and other commands to a terminal. */
const TERMINAL = new RegExp(String.raw`\x1b\][^\x1b\x07]*(\x1b\\|\x07)|\x1b\[[\d;?]*[A-Za-z]`, "g");

/** The lines as a person reads them: no colours, no carriage returns, no blank lines. */
export function readable(text: string): string[] {
  return text
    .replace(TERMINAL, "")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""))
    .filter((line) => line.trim());
}

/** What a container wrote, stdout first, from the file of Docker's json-file driver. */
export function unwrapped(log: string): string {
  const records = log
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { log: string; stream: string });
  const text = (stream: string) =>
    records
      .filter((record) => record.stream === stream)
      .map((record) => record.log)
      .join("");
  return `${text("stdout")}\n${text("stderr")}`;
}

/** The lines in an order of their own; one that a sent line is the redacted form of stands for that sent line. */
export function comparable(lines: string[], sent: string[]): string[] {
  const redacted = sent
    .filter((line) => line.includes("[redacted]"))
    .map((line) => ({ line, pattern: redactedPattern(line) }));
  return lines
    .map((line) => redacted.find(({ pattern }) => pattern.test(line.trimEnd()))?.line ?? line.trimEnd())
    .sort();
}

function redactedPattern(line: string): RegExp {
  const parts = line
    .split(/"?\[redacted\]"?/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".+?")}$`);
}

export function carriesStatus(line: string): boolean {
  return [
    /"status(_code)?": ?[2-5]\d\d\b/,
    /\bstatus=[2-5]\d\d\b/,
    /\[GIN\] \d/,
    /" \d{3}( |$)/,
    /^ ?[A-Z]+ \/\S* \d{3} /,
    /"(Downstream|res":\{")[sS]tatus(Code)?":\d{3}/,
  ].some((shape) => shape.test(line));
}

export function carriesDuration(line: string): boolean {
  return [
    /"duration_ms"/,
    /"msg":"handled request".*"duration":\d/,
    /"Duration":\d/,
    /\bstatus=\d+ (.* )?duration=\d+(\.\d+)?ms/,
    /\[GIN\] \d/,
    /" \d{3} \d+ms /,
    /"responseTime":/,
    /"curl\/[\d.]+" \d+(\.\d+)?$/,
    / agent" \d+$/,
    / \d{3} in \d+ms$/,
    / \d+ "[^"]*" "[^"]*" \d+ms$/,
    /^[A-Z]+ \/\S* \d{3} .*\d ms\b/,
  ].some((shape) => shape.test(line));
}

/** Sum of the tokens that llama-server's timing lines of one kind name. */
export function tokens(lines: string[], kind: "prompt eval" | "eval"): number {
  const pattern = new RegExp(
    String.raw`(?:^|[|:\]]|generation) *${kind} time *= .* / +(\d+) (?:tokens|runs)`,
  );
  return lines.reduce((total, line) => total + Number(pattern.exec(line)?.[1] ?? 0), 0);
}
