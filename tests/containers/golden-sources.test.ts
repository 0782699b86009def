import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector } from "../support/collector";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

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
  it.each([
    ["the engine tells them", undefined],
    ["their log files are read", true],
  ] as const)(
    "collects each container once, under the job its name and labels say: %s",
    async (_, containerFiles) => {
      const probe = `{"probe":"ollama","up":1,"status_code":200,"duration":"1.2ms"}`;
      const refused = `{"level":"warn","relay":"refused","receiver":"receivers[0]","type":"dingtalk","code":310000,"messages":1,"said":"310000 sign not match"}`;
      const { entries } = await collect(collector, {
        containerFiles,
        files: { "webui/a.log": `${local}\n` },
        containers: [
          { name: "deepchat-web", log: say("web") },
          { name: "ollama", log: say("ollama") },
          { name: "ollama-webui", log: say("web by name") },
          { name: "my-ollama", log: say("somebody's") },
          { name: "vllm-qwen", log: say("vLLM") },
          { name: "vllm-webui", log: say("web by name, too") },
          { name: "deepchat-observability-test-probe", labels: own("probe"), log: say(probe) },
          {
            name: "deepchat-observability-test-loki",
            labels: own("loki"),
            log: say("level=info a", "level=warn b", "panic: c"),
          },
          { name: "deepchat-observability-test-relay", labels: own("relay"), log: say(refused) },
        ],
        settings: { webuiContainers: ["deepchat.*", "ollama-webui", "vllm-webui"] },
      });
      const seen = entries
        .filter(({ labels }) => "container" in labels)
        .map(({ labels, line, metadata }) => [labels["job"], labels["container"], line, metadata]);
      expect(seen.sort()).toEqual([
        ["deepchat-container", "deepchat-web", "web", {}],
        ["deepchat-container", "ollama-webui", "web by name", {}],
        ["deepchat-container", "vllm-webui", "web by name, too", {}],
        ["model-server", "vllm-qwen", "vLLM", { server: "vllm-qwen" }],
        ["ollama-service", "ollama", "ollama", {}],
        ["probe", "deepchat-observability-test-probe", probe, {}],
        ["stack", "deepchat-observability-test-loki", "level=warn b", { level: "warn" }],
        ["stack", "deepchat-observability-test-loki", "panic: c", { level: "fatal" }],
        ["stack", "deepchat-observability-test-relay", refused, { level: "warn" }],
      ]);
    },
  );

  it("judges times without a zone by how far from now they are", async () => {
    const hour = 3_600_000;
    const at = (ago: number) => new Date(Date.now() - ago).toISOString().replace("T", " ").slice(0, -1);
    const times: Record<string, string> = {
      live: at(1000),
      "live in another zone": at(8 * hour),
      "live in a zone of quarters": at(5.75 * hour),
      "live in another zone, read late": at(8 * hour + 100_000),
      old: at(3.1 * hour),
      "older than Loki takes beside new lines": at(72.1 * hour),
      "in JSON": `{"time":"${at(72.1 * hour)}","message":"in JSON"}`,
      "in JSON, with a T and a comma": `{"timestamp":"${at(3.1 * hour)
        .replace(" ", "T")
        .replace(".", ",")}"}`,
      "seconds since 1970": `{"ts":${(Date.now() - 3.1 * hour) / 1000}}`,
      "milliseconds since 1970": `{"time":${Math.round(Date.now() - 3.1 * hour)},"level":30}`,
      "behind a level": `INFO ${at(3.1 * hour)} x`,
      "as Go and nginx print it": `${at(3.1 * hour).replaceAll("-", "/")} [error] x`,
    };
    const text = Object.values(times).map((time) =>
      time.includes(" x") || time[0] === "{" ? time : `${time} x`,
    );
    const { entries, started } = await collect(collector, {
      files: { "webui/a.log": `${text.join("\n")}\n` },
    });
    const ages = text.map((line) => {
      const { time = 0n, labels = {} } = entries.find((entry) => entry.line === line) ?? {};
      const age = Math.round((started - Number(time / 1_000_000n)) / (hour / 10)) / 10;
      return [age === 0 ? 0 : age, labels["stream"] ?? "-"];
    });
    expect(Object.fromEntries(Object.keys(times).map((name, i) => [name, ages[i]]))).toEqual({
      live: [0, "-"],
      "live in another zone": [0, "-"],
      "live in a zone of quarters": [0, "-"],
      "live in another zone, read late": [0, "-"],
      old: [3.1, "-"],
      "older than Loki takes beside new lines": [72.1, "history"],
      "in JSON": [72.1, "history"],
      "in JSON, with a T and a comma": [3.1, "-"],
      "seconds since 1970": [3.1, "-"],
      "milliseconds since 1970": [3.1, "-"],
      "behind a level": [3.1, "-"],
      "as Go and nginx print it": [3.1, "-"],
    });
  });

  it("reads a file once, that two globs find or that loguru has renamed", async () => {
    const names = ["app.log", "app.log.1", "app.2026-11-25_19-30-00_123456.log", "over.log", "own"];
    const { entries } = await collect(collector, {
      files: Object.fromEntries(names.map((name) => [`webui/${name}`, `${name} is read\n`])),
      globs: ["webui/*", "webui/*.log", "webui/ov*"],
    });
    expect(entries.map(({ line }) => line).sort()).toEqual([
      "app.log is read",
      "over.log is read",
      "own is read",
    ]);
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

for (const agent of testedAgents) withAgent(agent, "with a stack's own sources", theSources);
