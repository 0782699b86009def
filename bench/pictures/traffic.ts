import type { Seeded } from "../../tests/support/seeded";
import { logNormal, weighted } from "../lines/distributions";
import { type Entry, minute } from "./entry";

/** What people did within a second: lines of the web UI and of Ollama. */
export interface Asked {
  webui: Entry[];
  ollama: Entry[];
}

const hour = 60 * minute;
/** Questions an hour at the busiest time; a day is an office's. */
const most = 1700;
const models = ["qwen3:14b", "qwen3:14b", "gemma3:27b"] as const;
const users = ["10.20.1.14", "10.20.1.31", "10.20.2.7", "10.20.2.58", "10.20.3.22"];
const statuses = [
  [984, 200],
  [6, 404],
  [4, 401],
  [3, 429],
  [2, 500],
  [1, 502],
] as const;

/** Questions an hour at a time of day and week. */
function rate(time: number): number {
  const at = new Date(time);
  const clock = at.getHours() + at.getMinutes() / 60;
  const bump = (middle: number, width: number) => Math.exp(-(((clock - middle) / width) ** 2));
  const weekend = at.getDay() % 6 === 0 ? 0.15 : 1;
  return most * (0.02 + weekend * (0.9 * bump(10.5, 1.8) + bump(15.5, 2) + 0.2 * bump(20.5, 1.5)));
}

/**
 * What is asked between two instants.
 *
 * @param slow how many times longer an answer takes than usual
 * @param least so many questions an hour there are at any time
 */
export function asked(random: Seeded, from: number, to: number, slow: number, least: number): Asked {
  const found: Asked = { webui: [], ollama: [] };
  for (let time = from; ;) {
    time += (-Math.log(1 - random.next()) * hour) / Math.max(least, rate(time));
    if (time >= to) return found;
    chat(random, time, slow, found);
    for (let i = random.whole(0, 3); i > 0; i--) found.webui.push(page(random, time + i));
  }
}

function chat(random: Seeded, time: number, slow: number, { webui, ollama }: Asked): void {
  const status = weighted(random, statuses);
  const answered = status === 200;
  const model = random.pick(models);
  const speed = ((model === "qwen3:14b" ? 58 : 31) * (0.93 + 0.14 * random.next())) / slow;
  const [read, written] = [Math.ceil(logNormal(random, 420, 0.8)), Math.ceil(logNormal(random, 170, 0.6))];
  const [promptMs, evalMs] = [(read / 2400) * 1000 * slow, (written / speed) * 1000];
  const ms = answered ? promptMs + evalMs + 8 : logNormal(random, 30, 0.5);
  webui.push(webuiLine(random, time, { method: "POST", path: "/api/chat", status, ms, model }));
  if (status === 401 || status === 429) return;
  const gin = `${(ms / 1000).toFixed(3)}s`;
  const [day, clock] = new Date(time).toISOString().slice(0, 19).split("T");
  ollama.push([
    time - 1,
    `[GIN] ${day?.replaceAll("-", "/")} - ${clock} | ${status} | ${gin} | 127.0.0.1 | POST     "/api/chat"`,
    {
      ...{ status_code: String(status), duration: gin, method: "POST", path: "/api/chat" },
      form: "journal/gin",
    },
  ]);
  if (!answered) return;
  const task = String(Math.floor(time / 100) % 100_000);
  const form = "journal/timing";
  const slot = `slot print_timing: id  0 | task ${task} |`;
  ollama.push(
    [
      time - 3,
      `${slot} prompt eval time = ${promptMs.toFixed(2)} ms / ${read} tokens`,
      { task, form, prompt_ms: promptMs.toFixed(2), prompt_tokens: String(read) },
    ],
    [
      time - 2,
      `${slot}        eval time = ${evalMs.toFixed(2)} ms / ${written} tokens (${speed.toFixed(2)} tokens per second)`,
      {
        ...{ task, form, eval_ms: evalMs.toFixed(2), eval_tokens: String(written) },
        tokens_per_second: speed.toFixed(2),
      },
    ],
  );
}

function page(random: Seeded, time: number): Entry {
  const path = random.pick(["/", "/api/models", "/api/v1/chats/", "/api/config", "/static/app.js", "/login"]);
  const status = random.percent(path === "/login" ? 5 : 0.4) ? (path === "/login" ? 401 : 404) : 200;
  return webuiLine(random, time, { method: "GET", path, status, ms: logNormal(random, 18, 0.8) });
}

function webuiLine(
  random: Seeded,
  time: number,
  { method, path, status, ms, model }: Record<"method" | "path", string> & Told,
): Entry {
  const level = status >= 500 ? "error" : "info";
  const duration = `${ms.toFixed(1)}ms`;
  const id = `req-${Math.floor(random.next() * 2 ** 32).toString(16)}`;
  const named: Record<string, string> = model ? { model } : {};
  const said = `level=${level} msg="request" request_id=${id} method=${method} path=${path} status=${status} duration=${duration}`;
  return [
    time,
    `${new Date(time).toISOString()} ${said}${model ? ` model=${model}` : ""}`,
    {
      ...{ level, method, path, duration, status_code: String(status), form: "file/logfmt" },
      ...{ client: random.pick(users), ...named },
    },
  ];
}

interface Told {
  status: number;
  ms: number;
  model?: string;
}
