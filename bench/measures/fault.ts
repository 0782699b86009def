import { play, type Row } from "../../tests/e2e/faults/rows";
import { own } from "../../tests/e2e/faults/scene";
import { awake } from "../../tests/e2e/stand/awake";
import { cannotRun } from "../../tests/e2e/stand/cannot-run";
import { Stand } from "../../tests/e2e/stand/stand";
import type { Measure } from "../measure";

/** The windows a user has who sets nothing; those of tests are shorter. */
const usual = { probeInterval: "15s", probeTimeout: "5s", ollamaDownAfter: "2m", errorWindow: "5m" };

/** From a fault to a message that was delivered. */
export const fault: Measure = {
  name: "fault",
  what: "From a killed Ollama to the alert that a webhook gets, with the default windows",
  async run({ rounds }, report) {
    const missing = cannotRun();
    if (missing) return report.skip("a fault on a whole stack", missing);
    const stand = await Stand.create(usual);
    report.later(() => stand.dispose());
    const url = `http://host.docker.internal:${stand.receiver.httpPort}/webhook`;
    await stand.must("pulumi", "config", "set", "--secret", "webhookUrl", url);
    await stand.must("up");
    await awake(stand, own);
    const row: Row = {
      name: "Ollama killed",
      host: own,
      fires: ["ollamaDown"],
      break: () => Promise.resolve(stand.ollama.signal("SIGKILL")),
      repair: () => stand.ollama.start(),
    };
    const told: number[] = [];
    const over: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // Any moment between two looks of the probe.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 15_000));
      const { delivered, resolved } = await play(stand, row);
      told.push(delivered.ollamaDown ?? NaN);
      over.push(resolved.ollamaDown ?? NaN);
    }
    const figure = { subject: "ours", unit: "s" } as const;
    report({ ...figure, what: "Ollama killed, until the alert is delivered", samples: told });
    report({ ...figure, what: "Ollama started, until its end is delivered", samples: over });
  },
};
