import type { Seeded } from "../../tests/support/seeded";
import { loads, timings } from "./answers";
import {
  kernelMessages,
  type Message,
  type MessageLine,
  ollamaMessages,
  serverMessages,
  tracebacks,
  webuiMessages,
} from "./messages";
import { ollamaRequests, serverRequests, webuiRequests } from "./requests";
import type { Turn } from "./turn";

/** Whose log a line stands in. */
export const places = ["webui", "ollama", "server", "kernel"] as const;
export type Place = (typeof places)[number];

/** What the program of a format writes about a turn, or beside it. */
export interface Format {
  place: Place;
  /** What of a turn it tells: the request itself, what the model did, or something else that happened. */
  tells: "request" | "answer" | "message";
  /** One entry each; an entry may have several lines. */
  write(turn: Turn, random: Seeded): string[];
}

const texts = [
  "model selected",
  "slow answer from upstream",
  "no answer from ollama:11434",
  "retry (2/3)",
  "loading conversation",
  "用户会话已恢复",
  "system memory total=23.5 GiB",
];
const levels: Message["level"][] = ["DEBUG", "INFO", "INFO", "INFO", "WARNING", "ERROR"];

/** All formats by their names in docs/log-formats.md. */
export const formats: Record<string, Format> = {
  ...of(webuiRequests, (line) => ({ place: "webui", tells: "request", write: (turn) => [line(turn)] })),
  ...of(ollamaRequests, (line) => ({ place: "ollama", tells: "request", write: (turn) => [line(turn)] })),
  ...of(serverRequests, (line) => ({ place: "server", tells: "request", write: (turn) => [line(turn)] })),
  ...of(timings, (write) => ({ place: "ollama", tells: "answer", write })),
  ...of(loads, (write) => ({ place: "ollama", tells: "message", write })),
  ...of(webuiMessages, message("webui")),
  ...of(tracebacks, message("webui")),
  ...of(ollamaMessages, message("ollama")),
  ...of(serverMessages, message("server")),
  ...of(kernelMessages, message("kernel")),
};

/** Formats by place and by what they tell. */
export type Chosen = Record<Place, Record<Format["tells"], Format[]>>;

/**
 * Some formats, sorted.
 *
 * @param names of which; all of the web UI's and Ollama's without
 * @param several whether also those whose entries have several lines, of which a collector that knows nothing of it makes several
 */
export function chosen(names?: readonly string[], several = false): Chosen {
  const all = Object.entries(formats)
    .filter(([name, { place }]) => names?.includes(name) ?? (place === "webui" || place === "ollama"))
    .filter(([name]) => several || !(name in tracebacks))
    .map(([, format]) => format);
  const at = (place: Place) => {
    const telling = (tells: Format["tells"]) =>
      all.filter((one) => one.place === place && one.tells === tells);
    return { request: telling("request"), answer: telling("answer"), message: telling("message") };
  };
  return { webui: at("webui"), ollama: at("ollama"), server: at("server"), kernel: at("kernel") };
}

function of<T>(all: Record<string, T>, format: (one: T) => Format): Record<string, Format> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, format(one)]));
}

function message(place: Place) {
  return (line: MessageLine): Format => ({
    ...{ place, tells: "message" },
    write: ({ at, task }, random) => [
      line({ at, level: random.pick(levels), text: `${random.pick(texts)} ${task}` }),
    ],
  });
}
