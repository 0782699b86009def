import { collect, type Collector, findCollector, type Run } from "./support/collector";
import type { RecordedContainer } from "./support/docker-api";
import { expectGolden, fixture, fixtureNames, rows } from "./support/golden";
import type { Entry } from "./support/push-receiver";

jest.setTimeout(120_000);

const containers: Record<string, RecordedContainer> = Object.fromEntries(
  fixtureNames("docker")
    .filter((name) => name.endsWith("-json-file.log"))
    .map((name) => {
      const own = name.replace(/^docker\/|-json-file\.log$/g, "");
      const container = own.startsWith("ollama") ? own : `deepchat-${own}`;
      return [name, { name: container, tty: own.includes("tty"), log: fixture(name) }];
    }),
);
// What `docker logs` printed is an Ollama log file in all but name.
const files: Record<string, string> = Object.fromEntries(
  [...fixtureNames("ollama"), ...fixtureNames("webui"), ...fixtureNames("docker")]
    .filter((name) => !(name in containers))
    .map((name) => [name, name.replace(/^docker\//, "ollama/")]),
);

/** Promtail keeps a container's last line back until it is ended; Docker's own log shows it. */
const UNTERMINATED = "no newline at end";

/** Colours and other commands to a terminal. */
const TERMINAL = new RegExp(String.raw`\x1b\][^\x1b\x07]*(\x1b\\|\x07)|\x1b\[[\d;?]*[A-Za-z]`, "g");

const found = findCollector("promtail");
const required = process.env["E2E"] === "required";
const suite = typeof found === "string" && !required ? describe.skip : describe;

suite(`Promtail with our configuration${typeof found === "string" ? ` (skipped: ${found})` : ""}`, () => {
  let run: Run;
  const of = (name: string): Entry[] =>
    run.entries.filter(({ labels }) =>
      name in containers
        ? labels["container"] === containers[name]?.name
        : labels["filename"] === `${run.root}/${files[name]}`,
    );

  beforeAll(async () => {
    if (typeof found === "string") throw new Error(found);
    run = await collect(found, {
      files: Object.fromEntries(Object.entries(files).map(([name, path]) => [path, fixture(name)])),
      containers: Object.values(containers),
      settings: { microsecondDurations: true },
    });
  });

  describe.each([...Object.keys(files), ...Object.keys(containers)])("%s", (name) => {
    it("yields the reviewed entries", () => expectGolden(name, rows(run, of(name))));

    it("loses no line and changes none but by redaction", () => {
      const sent = of(name)
        .flatMap(({ line }) => line.split("\n"))
        .filter((line) => line.trim());
      const expected = written(name).filter((line) => line !== UNTERMINATED);
      expect(sortedText(sent, sent)).toEqual(sortedText(expected, sent));
    });

    it("gets status, duration and timings of every line that carries them", () => {
      const lines = written(name);
      const entries = of(name);
      expect(entries.filter(({ metadata }) => "status_code" in metadata)).toHaveLength(
        lines.filter(carriesStatus).length,
      );
      expect(entries.filter(({ metadata }) => "duration" in metadata)).toHaveLength(
        lines.filter(carriesDuration).length,
      );
      expect(sum(entries, "prompt_tokens")).toBe(tokens(lines, / prompt eval time = .* \/ +(\d+) tokens/));
      expect(sum(entries, "eval_tokens")).toBe(tokens(lines, /\| +eval time = .* \/ +(\d+) tokens/));
    });
  });

  it("lets no secret through", () => {
    const leaks = run.entries.filter((entry) => /CANARY-/.test(entry.line + JSON.stringify(entry.metadata)));
    expect(leaks.map(({ line }) => /.{0,60}CANARY-.*/.exec(line)?.[0])).toEqual([]);
  });

  it("writes every duration so that Go, and LogQL, can read it", () => {
    const durations = run.entries
      .flatMap(({ metadata }) => [metadata["duration"], metadata["load_duration"]])
      .filter((d) => d !== undefined);
    expect(durations.filter((duration) => !/^(\d+(\.\d+)?(ns|µs|ms|s|m|h))+$/.test(duration))).toEqual([]);
  });

  it("uses no labels but the contract's", () => {
    const names = new Set(run.entries.flatMap(({ labels }) => Object.keys(labels)));
    expect([...names].sort()).toEqual(["container", "filename", "host", "job", "stream"]);
  });
});

/** The fixture's lines as a person reads them: no colours, no carriage returns, no blank lines, Docker's wrapping undone. */
function written(name: string): string[] {
  const text = name in containers ? unwrapped(fixture(name)) : fixture(name);
  return text
    .replace(TERMINAL, "")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""))
    .filter((line) => line.trim());
}

function unwrapped(log: string): string {
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

/** Lines in an order of their own; where the collector redacted, only what stands before and after is compared. */
function sortedText(lines: string[], sent: string[]): string[] {
  const patterns = sent
    .filter((line) => line.includes("[redacted]"))
    .map((line) => ({ line, pattern: redactedPattern(line) }));
  return lines
    .map((line) => patterns.find(({ pattern }) => pattern.test(line.trimEnd()))?.line ?? line.trimEnd())
    .sort();
}

function redactedPattern(line: string): RegExp {
  const parts = line.split("[redacted]").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".+?")}$`);
}

function carriesStatus(line: string): boolean {
  return /"status(_code)?": ?\d{3}\b|\bstatus=\d{3}\b|^\[GIN\]|" \d{3}( |$)|^ [A-Z]+ \/\S* \d{3} in /.test(
    line,
  );
}

function carriesDuration(line: string): boolean {
  return /"duration_ms"|\bstatus=\d+ duration=|^\[GIN\] |" \d{3} \d+ms | "curl\/[\d.]+" \d+$| agent" \d+$| \d{3} in \d+ms$/.test(
    line,
  );
}

function sum(entries: Entry[], field: string): number {
  return entries.reduce((total, { metadata }) => total + Number(metadata[field] ?? 0), 0);
}

function tokens(lines: string[], pattern: RegExp): number {
  return lines.reduce((total, line) => total + Number(pattern.exec(line)?.[1] ?? 0), 0);
}

suite("Promtail with a stack's own choices", () => {
  it("takes the time of lines without a zone from TZ, and only then", async () => {
    const line = `2026-11-22 20:06:51.555 | INFO     | app:serve:75 - started\n`;
    const at = async (timezone?: string) => {
      const run = await collect(found as Collector, { files: { "webui/a.log": line }, timezone });
      return Number((run.entries[0]?.time ?? 0n) / 1_000_000n) - run.started;
    };
    expect(await at()).toBeGreaterThanOrEqual(0);
    const expected = Date.parse("2026-11-22T12:06:51.555Z");
    expect(Math.abs((await at("Asia/Shanghai")) + Date.now() - expected)).toBeLessThan(20_000);
  });
});
