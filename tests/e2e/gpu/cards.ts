import { type FakeCard, fakeCard, type FakeState } from "../../support/fake-nvidia-smi";

/** What nvidia-smi says of a card of 24 GiB in each of the cases. */

const total = 24_576;
/** In MiB: what our model takes, and what is left of Ollama while a trainer has the card. */
const model = { whole: 8_900, rest: 140 } as const;

const card = (used: number, fields: Record<string, string> = {}): FakeCard =>
  fakeCard(0, {
    "memory.total": String(total),
    "memory.used": String(used),
    "memory.free": String(total - used),
    ...fields,
  });
const { uuid } = card(0);

/** Our model on it, at work now and then. @param ollama process of Ollama's on this host */
export const well = (ollama: number): FakeState => ({
  cards: [card(model.whole)],
  processes: [{ uuid, pid: ollama, memory: model.whole, name: "/usr/local/lib/ollama/llama-server" }],
});

/** A process that holds nearly all of it, and is at work. */
export function held(ollama: number, trainer: number, share = 0.98): FakeState {
  const memory = Math.floor(total * share);
  return {
    cards: [card(memory + model.rest, { "utilization.gpu": "100", "temperature.gpu": "71" })],
    processes: [
      { uuid, pid: trainer, memory, name: "/usr/bin/python3" },
      { uuid, pid: ollama, memory: model.rest, name: "/usr/local/lib/ollama/llama-server" },
    ],
  };
}

/** It fell off the bus. */
export const lost: FakeState = {
  cards: [],
  says: "Unable to determine the device handle for GPU0: 0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU",
  exit: 15,
};

/** Heat slows it down at work. */
export const throttled = (ollama: number): FakeState => ({
  ...well(ollama),
  cards: [
    card(model.whole, {
      "utilization.gpu": "98",
      "temperature.gpu": "91",
      "clocks.current.graphics": "405",
      "clocks_event_reasons.active": "0x0000000000000048",
      "clocks_throttle_reasons.active": "0x0000000000000048",
    }),
  ],
});

/** It was taken from the containers that had it, as `systemctl daemon-reload` does. */
export const taken: FakeState = { cards: [], says: "Failed to initialize NVML: Unknown Error", exit: 255 };
