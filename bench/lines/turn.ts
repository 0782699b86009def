import type { Seeded } from "../../tests/support/seeded";
import { logNormal, meanOf, weighted } from "./distributions";

/** One request of a person's session, and what the model did for it. */
export interface Turn {
  /** When it ends, which is when it is logged: milliseconds since 1970. */
  at: number;
  session: number;
  client: string;
  method: string;
  path: string;
  status: number;
  /** Milliseconds that it took. */
  ms: number;
  /** Size of the answer. */
  bytes: number;
  model: string;
  /** Whether a model was asked. */
  chat: boolean;
  /** A number of its own, as llama-server counts. */
  task: number;
  promptTokens: number;
  promptMs: number;
  evalTokens: number;
  evalMs: number;
}

/** Milliseconds: half of the answers take less; the slowest of twenty takes more than four times as long. */
export const chatLatency = { median: 3000, sigma: 0.9 };
const pageLatency = { median: 9, sigma: 0.8 };
/** Of a hundred requests of a session so many ask a model by default; the others fetch lists, settings and pages. */
export const chatShare = 45;
/** In a thousand; the failures add up to 2 % of the server's and 1.5 % of the client's. */
const statuses = [
  ...([
    [965, 200],
    [10, 500],
    [4, 502],
    [4, 503],
    [2, 504],
  ] as const),
  ...([
    [5, 499],
    [4, 429],
    [4, 404],
    [2, 401],
  ] as const),
];
const questions = ["/api/chat/completions", "/api/chat", "/v1/chat/completions"];
const models = ["llama3:8b", "qwen2.5:7b", "deepseek-r1:14b", "gemma3:4b"];

/** Mean milliseconds of a request. @param chats how many of a hundred ask a model */
export function meanLatency(chats: number): number {
  const share = chats / 100;
  const [chat, page] = [chatLatency, pageLatency].map(({ median, sigma }) => meanOf(median, sigma));
  return share * (chat ?? 0) + (1 - share) * (page ?? 0);
}

/** What a session asks for next. @param chats how many of a hundred requests ask a model */
export function makeTurn(random: Seeded, chats: number, at: number, session: number, task: number): Turn {
  const chat = random.percent(chats);
  const status = weighted(random, statuses);
  const ms = latency(random, chat, status);
  // Of an answer's time one part in ten goes into reading the prompt.
  const [promptMs, evalMs] = [ms * 0.1, ms * 0.88];
  const perSecond = 25 + random.next() * 20;
  return {
    ...{ at, session, status, ms, chat, task, promptMs, evalMs },
    client: `10.${(session >> 16) & 255}.${(session >> 8) & 255}.${session & 255}`,
    method: chat || random.percent(15) ? "POST" : "GET",
    path: chat ? random.pick(questions) : page(random, session),
    bytes: Math.round(logNormal(random, 2400, 1.2)),
    model: models[session % models.length] as string,
    promptTokens: Math.ceil(logNormal(random, 320, 1.1)),
    evalTokens: Math.max(1, Math.round((evalMs / 1000) * perSecond)),
  };
}

function latency(random: Seeded, chat: boolean, status: number): number {
  if (status === 504) return 60_000 + random.next() * 40;
  if (!chat || (status >= 400 && status < 499))
    return logNormal(random, pageLatency.median, pageLatency.sigma);
  return logNormal(random, chatLatency.median, chatLatency.sigma);
}

function page(random: Seeded, session: number): string {
  return random.pick([
    ...["/", "/api/models", "/api/config", "/api/v1/chats/", "/health", "/static/app.js"],
    `/api/v1/chats/${(session * 2_654_435_761).toString(16).slice(-8)}`,
  ]);
}
