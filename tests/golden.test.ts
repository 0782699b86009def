import { type Agent, collect, type Collector, findCollector, type Run } from "./support/collector";
import type { RecordedContainer } from "./support/docker-api";
import { expectGolden, fixture, fixtureNames, rows } from "./support/golden";
import { carriesDuration, carriesStatus, comparable, readable, tokens, unwrapped } from "./support/lines";
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

/** A container's last line without an end: Promtail keeps it back, Alloy sends it when it stops. */
const UNTERMINATED = "no newline at end";

/** Runs the tests where the agent can be had; else says in one line why not, a failure for Promtail if E2E=required. */
function withAgent(agent: Agent, title: string, tests: (collector: Collector) => void): void {
  const found = findCollector(agent);
  if (typeof found !== "string") describe(`${agent} ${title}`, () => tests(found));
  else if (agent === "promtail" && process.env["E2E"] === "required")
    it(`${agent} ${title}`, () => expect(found).toBe("a collector"));
  else it.skip(`${agent} ${title}: ${found}`, () => undefined);
}

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
      settings: { microsecondDurations: true },
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
      expect(having("status_code")).toHaveLength(lines.filter(carriesStatus).length);
      expect(having("duration")).toHaveLength(lines.filter(carriesDuration).length);
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

withAgent("promtail", "with our configuration", theContract);
withAgent("alloy", "with our configuration", theContract);

const own = (role: string) => ({
  "io.deepchat.observability.stack": "deepchat-observability-test",
  "io.deepchat.observability.role": role,
});
const say = (...lines: string[]) =>
  lines
    .map((line) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2026-11-22T20:00:00.5Z" }))
    .join("\n");

const local = "2026-11-22 20:06:51.555 | INFO     | app:serve:75 - TICKET-42 by /s?q=x";

function theSources(collector: Collector): void {
  it("collects each container once, under the job its name and labels say", async () => {
    const probe = `{"probe":"ollama","up":1,"status_code":200,"duration":"1.2ms"}`;
    const refused = `{"level":"warn","relay":"refused","receiver":"receivers[0]","type":"dingtalk","code":310000,"messages":1,"said":"310000 sign not match"}`;
    const { entries, started } = await collect(collector, {
      files: { "webui/a.log": `${local}\n` },
      containers: [
        { name: "deepchat-web", log: say("web") },
        { name: "ollama", log: say("ollama") },
        { name: "ollama-webui", log: say("web by name") },
        { name: "my-ollama", log: say("somebody's") },
        { name: "deepchat-observability-test-probe", labels: own("probe"), log: say(probe) },
        {
          name: "deepchat-observability-test-loki",
          labels: own("loki"),
          log: say("level=info a", "level=warn b", "panic: c"),
        },
        { name: "deepchat-observability-test-relay", labels: own("relay"), log: say(refused) },
      ],
      settings: { webuiContainers: ["deepchat.*", "ollama-webui"] },
    });
    const seen = entries
      .filter(({ labels }) => "container" in labels)
      .map(({ labels, line, metadata }) => [labels["job"], labels["container"], line, metadata]);
    expect(seen.sort()).toEqual([
      ["deepchat-container", "deepchat-web", "web", {}],
      ["deepchat-container", "ollama-webui", "web by name", {}],
      ["ollama-service", "ollama", "ollama", {}],
      ["probe", "deepchat-observability-test-probe", probe, {}],
      ["stack", "deepchat-observability-test-loki", "level=warn b", { level: "warn" }],
      ["stack", "deepchat-observability-test-loki", "panic: c", { level: "fatal" }],
      ["stack", "deepchat-observability-test-relay", refused, { level: "warn" }],
    ]);
    // A time without a zone is nobody's time: the line keeps the one it was read at.
    const file = entries.find(({ labels }) => "filename" in labels);
    expect(Number((file?.time ?? 0n) / 1_000_000n)).toBeGreaterThanOrEqual(started);
  });

  it("reads zone-less times in TZ, and redacts what the stack asks for", async () => {
    const { entries } = await collect(collector, {
      files: { "webui/a.log": `${local}\n` },
      settings: { redactAlso: [{ name: "ticket", expression: String.raw`TICKET-\d+`, replacement: "#" }] },
      timezone: "Asia/Shanghai",
    });
    expect(entries.map(({ line }) => line)).toEqual([
      local.replace("TICKET-42", "#").replace("q=x", "[redacted]"),
    ]);
    expect(entries[0]?.time).toBe(BigInt(Date.parse("2026-11-22T12:06:51.555Z")) * 1_000_000n);
  });
}

withAgent("promtail", "with a stack's own sources", theSources);
withAgent("alloy", "with a stack's own sources", theSources);
