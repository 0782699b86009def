import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { LokiBox } from "../tests/e2e/once/loki-box";
import { until } from "../tests/e2e/stand/until";
import { pushDay } from "./day";
import type { Question } from "./expressions";

const root = path.join(__dirname, "..");
const revision = process.argv[2] ?? "HEAD";
const lines = Number(process.env.LINES ?? 500_000);
const rounds = Number(process.env.ROUNDS ?? 7);

/** No query may get slower than by this factor, and by more seconds than can be told from noise. */
const limit = { factor: 1.1, seconds: 0.005 };
/** Seconds of work that one measurement takes at least: Loki counts its processor's time in hundredths. */
const measurement = 0.5;

/**
 * Compares what every number on a dashboard and every rule costs Loki with what it cost at another revision of this
 * project (the argument; HEAD without one): both ask the same Loki about the same day, by turns. Prints the seconds that
 * Loki's processor worked for each, the lowest of some rounds, and their ratio; exits with 1 where one is above 1.10 by more than 5 ms.
 * LINES and ROUNDS change the numbers.
 */
async function main(): Promise<void> {
  const other = checkout(revision);
  const loki = await LokiBox.start();
  try {
    const before = new Map(questions(other).map((question) => [question.name, question]));
    await pushDay(loki.url, lines, "bench");
    await fetch(`${loki.url}/flush`, { method: "POST" });
    const all = `sum(count_over_time({job=~"deepchat-webui|ollama-service"}[25h]))`;
    await until("the lines", async () => Number((await loki.ask(all))[0]?.value) >= lines, 120_000);

    const rows: Record<string, { before: number; now: number; ratio: number }> = {};
    for (const question of questions(root)) {
      const was = before.get(question.name);
      if (!was || was.expr === question.expr) continue;
      const took = { before: Infinity, now: Infinity };
      const times = Math.min(25, Math.ceil(measurement / Math.max(0.01, await cost(loki, was, 1))));
      // Whoever is asked second finds the first one's caches warm: each is first every other time.
      for (let i = 0; i < rounds; i++)
        for (const side of i % 2 ? (["now", "before"] as const) : (["before", "now"] as const))
          took[side] = Math.min(took[side], await cost(loki, side === "now" ? question : was, times));
      rows[question.name] = { ...took, ratio: took.now / took.before };
      console.log(row(question.name, took.before, took.now));
    }
    const sum = (key: "before" | "now") => Object.values(rows).reduce((total, each) => total + each[key], 0);
    console.log(row("all of these", sum("before"), sum("now")));
    const slower = Object.entries(rows).filter(
      ([, { before, now, ratio }]) => ratio > limit.factor && now - before > limit.seconds,
    );
    for (const [name, { ratio }] of slower)
      console.error(`Slower than by a tenth: ${name}, × ${ratio.toFixed(2)}`);
    if (slower.length > 0) process.exitCode = 1;
  } finally {
    loki.dispose();
    fs.rmSync(other, { recursive: true, force: true });
  }
}

/** Seconds of processor time that one answer takes Loki, the mean of some. */
async function cost(loki: LokiBox, { expr, instant }: Question, times: number): Promise<number> {
  const end = Date.now() / 1000;
  const before = await processor(loki);
  for (let i = 0; i < times; i++)
    if (instant) await loki.ask(expr);
    else await loki.askRange(expr, end - 86_400, end, 180);
  return ((await processor(loki)) - before) / times;
}

async function processor(loki: LokiBox): Promise<number> {
  const metrics = await (await fetch(`${loki.url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
}

function questions(folder: string): Question[] {
  const program = path.join(root, "bench/expressions.ts");
  return JSON.parse(
    execFileSync("npx", ["tsx", program, folder], { cwd: root, encoding: "utf8", maxBuffer: 64e6 }),
  ) as Question[];
}

/** The program of another revision, with the packages of this one. */
function checkout(of: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compare-"));
  const archive = execFileSync("git", ["archive", of], { cwd: root, maxBuffer: 1e9 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

function row(name: string, before: number, now: number): string {
  const seconds = (value: number) => value.toFixed(2).padStart(7);
  return `${name.padEnd(70)} ${seconds(before)} s ${seconds(now)} s   × ${(now / before).toFixed(2)}`;
}

void main();
