import { execFileSync } from "node:child_process";
import * as path from "node:path";

import { LokiBox } from "../tests/e2e/once/loki-box";
import { fill } from "./fill";
import type { Question } from "./questions";

const root = path.join(__dirname, "..");
const lines = Number(process.env.LINES ?? 1_000_000);
const only = process.env.ONLY ?? "deepchat-overview";

/**
 * Whether an index label that says what a line tells of (`kind`: request, timing, event) would pay: the overview's numbers
 * over the same day, asked of a Loki without it and of one with it, bytes read and seconds taken. Prints a row a question
 * and the sums. LINES changes the day, ONLY (part of a name) asks other questions.
 */
async function main(): Promise<void> {
  const program = path.join(root, "bench/expressions.ts");
  const text = execFileSync("npx", ["tsx", program, root], { cwd: root, encoding: "utf8", maxBuffer: 64e6 });
  const asked = (JSON.parse(text) as Question[]).filter(({ name }) => name.includes(only));
  const [without, labelled] = [await filled(false), await filled(true)];
  const sums = { without: { bytes: 0, seconds: 0 }, labelled: { bytes: 0, seconds: 0 } };
  try {
    for (const question of asked) {
      const before = await ask(without, question);
      const after = await ask(labelled, { ...question, expr: withKind(question.expr) });
      for (const key of ["bytes", "seconds"] as const) {
        sums.without[key] += before[key];
        sums.labelled[key] += after[key];
      }
      console.log(row(question.name, before, after));
    }
    console.log(row("all of these", sums.without, sums.labelled));
  } finally {
    without.dispose();
    labelled.dispose();
  }
}

async function filled(kinds: boolean): Promise<LokiBox> {
  const loki = await LokiBox.start();
  await fill(loki, { lines, kinds });
  return loki;
}

/** The same question with the label among its matchers, wherever what follows asks for one kind of line alone. */
function withKind(expr: string): string {
  return expr.replace(
    /\{([^{}]*job=[^{}]*)\}((?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^[{"`])*)\[/g,
    (whole, matchers: string, rest: string) => {
      if (/probe|stack/.test(matchers)) return whole;
      const kind = /event(=|!=)/.test(rest)
        ? "event|crash"
        : /eval|_tokens|tokens_per/.test(rest)
          ? "timing"
          : /status_code|duration|path/.test(rest)
            ? "request"
            : "";
      return kind ? `{${matchers}, kind=~"${kind}"}${rest}[` : whole;
    },
  );
}

interface Cost {
  bytes: number;
  seconds: number;
}

async function ask(loki: LokiBox, { expr, instant }: Question): Promise<Cost> {
  const end = Date.now() / 1000;
  const range = { start: `${end - 86_400}`, end: `${end}`, step: "180" };
  const parameters = new URLSearchParams(instant ? { query: expr } : { query: expr, ...range });
  const address = `${loki.url}/loki/api/v1/${instant ? "query" : "query_range"}?${parameters}`;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`Loki answers ${response.status} to ${expr}: ${await response.text()}`);
  const { data } = (await response.json()) as {
    data: { stats: { summary: { totalBytesProcessed: number; execTime: number } } };
  };
  return { bytes: data.stats.summary.totalBytesProcessed, seconds: data.stats.summary.execTime };
}

function row(name: string, before: Cost, after: Cost): string {
  const mib = ({ bytes }: Cost) => `${(bytes / 1_048_576).toFixed(1).padStart(8)} MiB`;
  const seconds = (cost: Cost) => `${cost.seconds.toFixed(2).padStart(6)} s`;
  const ratio = before.bytes && after.bytes ? (before.bytes / after.bytes).toFixed(1) : "-";
  return `${name.padEnd(56)} ${mib(before)} ${seconds(before)}   ${mib(after)} ${seconds(after)}   ÷ ${ratio}`;
}

void main();
