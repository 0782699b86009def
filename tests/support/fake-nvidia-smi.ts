import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A card of the stand-in; a field that is left out is `[N/A]`. Values as nvidia-smi prints them. */
export interface FakeCard {
  uuid: string;
  fields: Record<string, string>;
}

export interface FakeProcess {
  uuid: string;
  pid: number;
  /** In MiB, or what stands there instead. */
  memory: number | string;
  name: string;
}

/** What a stand-in for nvidia-smi says, read anew each round. */
export interface FakeState {
  cards: FakeCard[];
  processes?: FakeProcess[];
  /** Fields this driver does not know. */
  unknown?: string[];
  /** It writes no more, and does not end. */
  hang?: boolean;
  /** A card that fell off the bus, by its place: it ends for all, unless others alone are asked for. */
  lost?: number;
  /** It does not say which one that is. */
  nameless?: boolean;
  /** It writes this instead of rows and, with a status, ends. */
  says?: string;
  exit?: number;
}

/** Bytes of a card to which nothing happens. */
export function fakeCard(index: number, fields: Record<string, string> = {}): FakeCard {
  const uuid = `GPU-00000000-0000-0000-0000-00000000000${index}`;
  return {
    uuid,
    fields: {
      index: String(index),
      uuid,
      name: "NVIDIA GeForce RTX 3090",
      driver_version: "595.10.01",
      "pci.bus_id": `00000000:0${index + 1}:00.0`,
      "temperature.gpu": "54",
      "temperature.memory": "N/A",
      "utilization.gpu": "37",
      "utilization.memory": "12",
      "memory.total": "24576",
      "memory.used": "6144",
      "memory.free": "18078",
      "power.draw": "181.25",
      "enforced.power.limit": "350.00",
      "clocks.current.graphics": "1695",
      pstate: "P2",
      "clocks_event_reasons.active": "0x0000000000000000",
      "clocks_throttle_reasons.active": "0x0000000000000000",
      gpu_recovery_action: "None",
      ...fields,
    },
  };
}

/** A program that prints like nvidia-smi what a file says, of plain Node.js. */
const template = `#!NODE
const fs = require("node:fs");
const asked = (name) => process.argv.map((each) => each.split("=")).find(([key]) => key === name)?.[1];
const state = () => JSON.parse(fs.readFileSync("STATE", "utf8"));
const fields = (asked("--query-gpu") ?? asked("--query-compute-apps") ?? "").split(",");
fs.appendFileSync("STATE.calls", process.argv.slice(2).join(" ") + "\\n");
const seconds = process.argv.includes("-l") ? Number(process.argv[process.argv.indexOf("-l") + 1]) : 0;
const pause = asked("-lms") ? Number(asked("-lms")) : seconds * 1000;
const chosen = process.argv.includes("-i") ? process.argv[process.argv.indexOf("-i") + 1].split(",") : undefined;
const app = { gpu_uuid: "uuid", pid: "pid", used_gpu_memory: "memory", process_name: "name" };
function round() {
  const now = state();
  if (now.hang) return;
  if (now.says !== undefined) process.stdout.write(now.says + "\\n");
  if (now.exit !== undefined) process.exit(now.exit);
  if (now.says !== undefined) return;
  const called = ({ uuid, fields }) => (each) => each === uuid || fields["pci.bus_id"].endsWith(each);
  const cards = now.cards.filter((card) => !chosen || chosen.some(called(card)));
  const lost = cards.find((card) => card === now.cards[now.lost]);
  if (lost) {
    const which = now.nameless ? "" : lost.fields["pci.bus_id"];
    process.stdout.write("Unable to determine the device handle for GPU " + which + ": GPU is lost.\\n");
    process.exit(15);
  }
  const unknown = fields.find((each) => (now.unknown ?? []).includes(each));
  if (unknown) {
    process.stdout.write('Field "' + unknown + '" is not a valid field to query.\\n\\n');
    process.exit(2);
  }
  const rows = asked("--query-gpu")
    ? cards.map((card) => fields.map((each) => card.fields[each] ?? "[N/A]"))
    : (now.processes ?? []).map((each) => fields.map((field) => each[app[field]]));
  process.stdout.write(rows.map((row) => row.join(", ") + "\\n").join(""));
}
round();
if (pause) setInterval(round, pause);
`;

/**
 * The stand-in's text.
 *
 * @param node the Node.js that runs it
 * @param stateFile what it reads each round; beside it, it writes how it was called
 */
export function fakeNvidiaSmi(node: string, stateFile: string): string {
  return template.replace("NODE", node).replaceAll("STATE", stateFile);
}

/** A stand-in for nvidia-smi whose state can be changed while it runs. */
export class FakeNvidiaSmi {
  /** The program. */
  readonly file: string;
  private readonly stateFile: string;

  /** @param node the Node.js that runs it. @default this one */
  constructor(
    private state: FakeState,
    { node = process.execPath, folder = fs.mkdtempSync(path.join(os.tmpdir(), "fake-smi-")) } = {},
  ) {
    this.file = path.join(folder, "nvidia-smi");
    this.stateFile = path.join(folder, "state.json");
    this.set({});
    fs.writeFileSync(this.file, fakeNvidiaSmi(node, this.stateFile), {
      mode: 0o755,
    });
  }

  /** Changes what it says from its next round on. */
  set(change: Partial<FakeState>): void {
    this.state = { ...this.state, ...change };
    // Never half a file, whoever reads meanwhile.
    fs.writeFileSync(`${this.stateFile}.new`, JSON.stringify(this.state));
    fs.renameSync(`${this.stateFile}.new`, this.stateFile);
  }

  /** The arguments of each of its starts. */
  get calls(): string[] {
    const file = `${this.stateFile}.calls`;
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
  }
}
