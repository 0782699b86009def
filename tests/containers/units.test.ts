import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector } from "../support/collector";
import { configWith } from "../support/config";
import { whenPossible } from "../support/engine";
import { canMakeJournal, type JournalEntry } from "../support/journal";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

const system = (unit: string): JournalEntry => ({
  MESSAGE: `level=INFO msg="from ${unit}"`,
  _TRANSPORT: "stdout",
  _SYSTEMD_UNIT: unit,
});
const user = (unit: string): JournalEntry => ({
  ...system("user@1000.service"),
  MESSAGE: `level=INFO msg="from the user's ${unit}"`,
  _SYSTEMD_USER_UNIT: unit,
});

/** The units whose lines come with the default of ollamaUnits. */
const read = [
  system("ollama.service"),
  system("ollama@gpu1.service"),
  system("snap.ollama.listener.service"),
  user("ollama.service"),
  user("ollama@gpu2.service"),
];
const left = [
  system("ssh.service"),
  system("ollama-webui.service"),
  system("snap.docker.dockerd.service"),
  user("pipewire.service"),
];

function theUnits(collector: Collector): void {
  whenPossible(
    "reads the units of the system, of users and of the snap, and no others",
    canMakeJournal(),
    async () => {
      const { collector: config } = await configWith({ hostName: "h" });
      const { entries } = await collect(collector, {
        journal: [...read, ...left],
        settings: { journaldUnits: config.sources.ollamaUnits },
      });
      const found = entries.map(({ line, labels }) => [line, labels["unit"], labels["job"]]);
      expect(found.sort()).toEqual(
        read
          .map(({ MESSAGE, _SYSTEMD_UNIT, _SYSTEMD_USER_UNIT }) => [
            ...[MESSAGE, _SYSTEMD_USER_UNIT ?? _SYSTEMD_UNIT, "ollama-service"],
          ])
          .sort(),
      );
    },
  );
}

for (const agent of testedAgents) withAgent(agent, "of a journal", theUnits);
