import { formatsOfFixtures, testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector, type Run } from "../support/collector";
import type { RecordedContainer } from "../support/docker-api";
import { expectGolden, fixture, fixtureNames, rows } from "../support/golden";
import { carriesDuration, carriesStatus, comparable, readable, tokens, unwrapped } from "../support/lines";
import type { Entry } from "../support/push-receiver";
import { withAgent } from "../support/with-agent";

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
  [...fixtureNames("ollama"), ...fixtureNames("webui"), ...fixtureNames("servers"), ...fixtureNames("docker")]
    .filter((name) => !(name in containers))
    .map((name) => [name, name.replace(/^docker\//, "ollama/")]),
);

const formats = formatsOfFixtures();

/** Whether a fixture itself says of a line that it tells of a request, or carries a duration. */
function tells(name: string, what: "request" | "duration", line: string): boolean {
  const own = formats.get(name.replace(/\.log$/, ""))?.find((one) => one.line.test(line));
  return own?.format?.[what]?.test(line) ?? false;
}

/** A container's last line without an end: Promtail keeps it back, Alloy sends it when it stops. */
const UNTERMINATED = "no newline at end";

function theContract(collector: Collector): void {
  let run: Run;
  const of = (name: string): Entry[] =>
    run.entries
      .filter(({ line }) => line !== UNTERMINATED)
      .filter(({ labels }) =>
        name in containers
          ? labels["container"] === containers[name]?.name
          : labels["filename"] === `${run.root}/${files[name]}`,
      );
  const written = (name: string): string[] =>
    readable(name in containers ? unwrapped(fixture(name)) : fixture(name)).filter(
      (line) => line !== UNTERMINATED,
    );

  beforeAll(async () => {
    run = await collect(collector, {
      files: Object.fromEntries(Object.entries(files).map(([name, path]) => [path, fixture(name)])),
      containers: Object.values(containers),
      settings: { microsecondDurations: true, keepPromptCacheLines: true },
    });
  });

  describe.each([...Object.keys(files), ...Object.keys(containers)])("%s", (name) => {
    it("yields the reviewed entries", () => expectGolden(name, rows(run, of(name)), collector.agent));

    it("loses no line and changes none but by redaction", () => {
      const sent = of(name)
        .flatMap(({ line }) => line.split("\n"))
        .filter((line) => line.trim());
      expect(comparable(sent, sent)).toEqual(comparable(written(name), sent));
    });

    it("gets status, duration and timings of every line that carries them", () => {
      const entries = of(name);
      const lines = written(name);
      const having = (field: string) => entries.filter(({ metadata }) => field in metadata);
      const request = (line: string) => carriesStatus(line) || tells(name, "request", line);
      const duration = (line: string) => carriesDuration(line) || tells(name, "duration", line);
      // `# request:` and `# duration:` on top of the fixture say which of its lines carry them.
      expect({ requests: having("status_code").length, durations: having("duration").length }).toEqual({
        requests: lines.filter(request).length,
        durations: lines.filter(duration).length,
      });
      const sum = (field: string) =>
        having(field).reduce((total, { metadata }) => total + Number(metadata[field]), 0);
      expect(sum("prompt_tokens")).toBe(tokens(lines, "prompt eval"));
      expect(sum("eval_tokens")).toBe(tokens(lines, "eval"));
    });
  });

  it("lets no secret through", () => {
    const leaks = run.entries.filter((entry) => /CANARY-/.test(entry.line + JSON.stringify(entry.metadata)));
    expect(leaks.map(({ line }) => /.{0,60}CANARY-.*/.exec(line)?.[0])).toEqual([]);
  });

  it("writes every duration so that Go, and LogQL, can read it", () => {
    const durations = run.entries
      .flatMap(({ metadata }) => [metadata["duration"], metadata["load_duration"]])
      .filter((duration) => duration !== undefined);
    expect(durations.filter((duration) => !/^(\d+(\.\d+)?(ns|µs|ms|s|m|h))+$/.test(duration))).toEqual([]);
  });

  it("uses no labels but the contract's", () => {
    const names = new Set(run.entries.flatMap(({ labels }) => Object.keys(labels)));
    expect([...names].sort()).toEqual(["container", "filename", "host", "job", "stream"]);
  });
}

for (const agent of testedAgents) withAgent(agent, "with our configuration", theContract);
