import * as fs from "node:fs";

import { LokiBox } from "../tests/e2e/once/loki-box";
import { fill } from "./fill";
import { processorOf } from "./processor";
import type { Question } from "./questions";
import { isSlower, median, ratio } from "./ratios";
import { checkout, printedFor, root } from "./revision";

const revision = process.argv[2] ?? "HEAD";
const lines = Number(process.env.LINES ?? 500_000);
const rounds = Number(process.env.ROUNDS ?? 8);
const only = process.env.ONLY ?? "";

/** Seconds of work that one measurement takes about: Loki counts its processor's time in hundredths. */
const measurement = 0.5;
/** Seconds that a question takes at least here: one of Loki's steps. */
const least = 0.01;

/**
 * Compares what every number on a dashboard and every rule costs Loki with what it cost at another revision of this
 * project (the argument; HEAD without one): both ask the same Loki about the same day, by turns. Prints the seconds that
 * Loki's processor worked for each, the median of some rounds, and the median of the rounds' ratios. What seems slower by
 * more than a tenth is measured for twice as many rounds more, and judged by all of them; exits with 1 where it still is.
 * LINES and ROUNDS change the numbers; ONLY (part of a name) asks some of the questions.
 */
async function main(): Promise<void> {
  const other = checkout(revision);
  const loki = await LokiBox.start();
  try {
    const before = new Map(questions(other).map((question) => [question.name, question]));
    await fill(loki, { lines });

    const slower: string[] = [];
    const total: [number, number] = [0, 0];
    for (const question of questions(root)) {
      const was = before.get(question.name);
      if (!was || was.expr === question.expr || !question.name.includes(only)) continue;
      const taken = await measure(loki, was, question, rounds);
      if (isSlower(taken)) taken.push(...(await measure(loki, was, question, 2 * rounds)));
      if (isSlower(taken)) slower.push(question.name);
      const [old, now] = [median(taken.map(([each]) => each)), median(taken.map(([, each]) => each))];
      total[0] += old;
      total[1] += now;
      console.log(row(question.name, old, now, ratio(taken)));
    }
    console.log(row("all of these", ...total, total[1] / total[0]));
    for (const name of slower) console.error(`Slower by more than a tenth: ${name}`);
    if (slower.length > 0) process.exitCode = 1;
  } finally {
    loki.dispose();
    fs.rmSync(other, { recursive: true, force: true });
  }
}

/** What two questions cost, by turns. */
async function measure(
  loki: LokiBox,
  was: Question,
  now: Question,
  rounds: number,
): Promise<[before: number, now: number][]> {
  const times = Math.ceil(measurement / Math.max(least, await cost(loki, was, 3)));
  const taken: [before: number, now: number][] = [];
  for (let i = 0; i < rounds; i++) {
    // Whoever is asked second finds the first one's caches warm: each is first every other time.
    if (i % 2) {
      const second = await cost(loki, now, times);
      taken.push([await cost(loki, was, times), second]);
    } else taken.push([await cost(loki, was, times), await cost(loki, now, times)]);
  }
  return taken;
}

/** Seconds of processor time that one answer takes Loki, the mean of some. */
async function cost(loki: LokiBox, { expr, instant }: Question, times: number): Promise<number> {
  const end = Date.now() / 1000;
  const before = await processorOf(loki.url);
  for (let i = 0; i < times; i++)
    if (instant) await loki.ask(expr);
    else await loki.askRange(expr, end - 86_400, end, 180);
  return ((await processorOf(loki.url)) - before) / times;
}

function questions(folder: string): Question[] {
  return printedFor("expressions.ts", folder);
}

function row(name: string, before: number, now: number, ratio: number): string {
  const seconds = (value: number) => value.toFixed(3).padStart(8);
  return `${name.padEnd(70)} ${seconds(before)} s ${seconds(now)} s   × ${ratio.toFixed(2)}`;
}

void main();
