import type { Agent } from "../../components/config/schema";
import { describeE2E, hasImage, type Missing } from "../support/engine";
import { fixture, fixtureNames } from "../support/golden";
import { carriesDuration, carriesStatus, comparable, readable, tokens } from "../support/lines";
import { Bench } from "./loss/bench";
import { figures } from "./loss/count";
import { images } from "./loss/images";
import type { Entry } from "./loss/loki-reader";
import { line } from "./loss/writers";
import { hasJournald } from "./stand/journald";

/**
 * A host-installed Ollama: its lines go through a real journald into a real journal, from there through the collector
 * into Loki. E2E_AGENT=alloy takes the other agent.
 */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";

const missing: Missing = hasImage(images.loki) ?? hasImage(images[agent]) ?? hasJournald();

const unit = "ollama.service";

/**
 * What real runs of Ollama printed, each line once: what journald reads at once has one time, and of equal lines of one
 * time Loki keeps one. journald itself drops blank lines and the space around a line.
 */
const lines = [
  ...new Set(
    fixtureNames("ollama")
      .flatMap((name) => readable(fixture(name)))
      .map((text) => text.trim()),
  ),
];

describeE2E(`journald with ${agent}`, missing, () => {
  let on: Bench;
  const ollama = (): Promise<Entry[]> => on.loki.entries("", `{unit="${unit}"} != " fault="`);
  const having = async (field: string) => (await ollama()).filter(({ labels }) => field in labels);

  beforeAll(async () => {
    on = await Bench.start(agent, { units: [unit], keepPromptCacheLines: true });
    await Promise.all([
      on.say(unit, `${lines.join("\n")}\n${line("end", 1)}`),
      on.say("ssh.service", line("foreign", 1).repeat(100)),
    ]);
    await on.arrived("end", 1);
  }, 120_000);
  afterAll(async () => on?.dispose(), 60_000);

  it("brings every line of real runs, changed only by redaction", async () => {
    const sent = (await ollama()).flatMap((entry) => entry.line.split("\n"));
    expect(lines.length).toBeGreaterThan(2000);
    expect(comparable(sent, sent)).toEqual(comparable(lines, sent));
  }, 60_000);

  it("labels them with job, unit and host, and with nothing else that grows", async () => {
    expect(await on.loki.series()).toEqual([
      { job: "ollama-service", unit, host: "loss", service_name: "ollama-service" },
    ]);
  });

  it("reads status, duration and timings as from a file", async () => {
    expect(await having("status_code")).toHaveLength(lines.filter(carriesStatus).length);
    expect(await having("duration")).toHaveLength(lines.filter(carriesDuration).length);
    const sum = async (field: string) =>
      (await having(field)).reduce((total, { labels }) => total + Number(labels[field]), 0);
    expect(await sum("prompt_tokens")).toBe(tokens(lines, "prompt eval"));
    expect(await sum("eval_tokens")).toBe(tokens(lines, "eval"));
  });

  it("takes no other unit's lines", async () => {
    expect(await on.loki.total("foreign")).toBe(0);
  });

  it("loses and repeats nothing while the collector and Loki restart and are killed", async () => {
    const writer = on.writeJournal("restarts", unit);
    for (const [role, command] of [
      ["collector", "restart"],
      ["loki", "restart"],
      ["collector", "kill"],
      ["loki", "kill"],
    ] as const) {
      await on.arrived("restarts", writer.written());
      await on.container(role, command);
      if (command === "kill" && role === "collector") await on.container(role, "start");
      if (role === "loki") await on.startLoki();
      await writer.more(200);
    }
    const written = await writer.finish();
    const count = figures(await on.count("restarts", written));
    console.table({ "journal: collector and Loki restarted, killed": count });
    expect(count).toEqual({ in: written, out: written, twice: 0 });
  }, 180_000);
});
