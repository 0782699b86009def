import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector, type Run } from "../support/collector";
import { whenPossible } from "../support/engine";
import { expectGolden, fixture, fixtureNames, rows } from "../support/golden";
import { canMakeJournal, type JournalEntry } from "../support/journal";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

const settings = { journaldUnits: ["ollama.service"] };
const transports: Record<string, Omit<JournalEntry, "MESSAGE">> = {
  kernel: { _TRANSPORT: "kernel" },
  ollama: { _TRANSPORT: "stdout", _SYSTEMD_UNIT: "ollama.service" },
  systemd: { _TRANSPORT: "journal", _SYSTEMD_UNIT: "init.scope" },
};

/** Lines as dmesg and journalctl print them, as the entries that a journal has of them: one may have several lines. */
function entriesOf(log: string): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of log.trimEnd().split("\n")) {
    const [, program = "kernel", text = ""] =
      /^(?:\[[\w .:]+\] (?:\[ *T\d+\] )?|\w{3} \d\d [\d:]+ \S+ (\w+)(?:\[\d+\])?: |kernel: )?(.*)$/.exec(
        line,
      ) ?? [];
    const last = entries.at(-1);
    if (/^ {8}/.test(line) && last) last.MESSAGE += `\n${text.trim()}`;
    else entries.push({ MESSAGE: text, ...transports[program] });
  }
  return entries;
}

const own = Object.fromEntries(fixtureNames("kernel").map((name) => [name, entriesOf(fixture(name))]));

/** A message of the kernel beside which the unit of the line before still stands. */
const leaked: JournalEntry = {
  ...{ MESSAGE: "NVRM: Xid (PCI:0000:0a:00): 79, pid=1, GPU has fallen off the bus.", _TRANSPORT: "kernel" },
  _SYSTEMD_UNIT: "cron.service",
};
/** A unit's own line that says the same: it is no kernel's. */
const quoted: JournalEntry = { ...leaked, _TRANSPORT: "stdout" };

function theKernel(collector: Collector): void {
  let run: Run | undefined;
  const all = async () =>
    (run ??= await collect(collector, { journal: [...Object.values(own).flat(), leaked, quoted], settings }));

  for (const [name, written] of Object.entries(own))
    whenPossible(`${name}: keeps what is wrong, and says what`, canMakeJournal(), async () => {
      const { entries } = await all();
      const messages = written
        .filter(({ _TRANSPORT }) => _TRANSPORT === "kernel")
        .map(({ MESSAGE }) => MESSAGE);
      const sent = entries.filter(
        ({ labels, line }) => labels["job"] === "kernel" && messages.includes(line),
      );
      expectGolden(name, rows(await all(), sent), collector.agent);
    });

  whenPossible("knows the kernel by its transport, not by a unit", canMakeJournal(), async () => {
    const { entries } = await all();
    const same = entries.filter(({ line }) => line === leaked.MESSAGE);
    expect(same.map(({ labels }) => labels)).toEqual([{ host: "testhost", job: "kernel", unit: "kernel" }]);
    const ollama = entries.filter(({ labels }) => labels["unit"] === "ollama.service");
    expect(new Set(ollama.map(({ labels }) => labels["job"]))).toEqual(new Set(["ollama-service"]));
  });

  whenPossible("says which process the kernel killed", canMakeJournal(), async () => {
    const { entries } = await all();
    const victims = entries.flatMap(({ metadata }) => metadata["victim"] ?? []);
    expect(victims.sort()).toEqual(["llama-server", "ollama", "python", "python3"]);
  });
}

for (const agent of testedAgents) withAgent(agent, "of the kernel's messages in a journal", theKernel);
