import * as fs from "node:fs";

import { docker } from "../tests/e2e/stand/docker";
import { Stand } from "../tests/e2e/stand/stand";
import { until } from "../tests/e2e/stand/until";

/**
 * Measures a stack on this machine, images present: the first `up` on an empty host, an `up` that changes nothing, how
 * long a written line takes to be queryable, and the memory of the idle stack. Prints one row each.
 */
async function main(): Promise<void> {
  const stand = await Stand.create();
  try {
    const first = await stand.must("up");
    row("first up, to all healthy and content in place", `${first.seconds.toFixed(1)} s`, "18 s");
    const second = await stand.must("up");
    row("up that changes nothing", `${second.seconds.toFixed(1)} s`, "8 s");

    const waits: number[] = [];
    for (let i = 0; i < 20; i++) waits.push(await untilQueryable(stand, i));
    waits.sort((a, b) => a - b);
    row("line in a file to queryable: median", `${waits[10]} ms`, "3000 ms");
    row("line in a file to queryable: slowest of 20", `${waits[19]} ms`, "3000 ms");

    await new Promise((resolve) => setTimeout(resolve, 60_000)); // idle for a minute: that is what is measured
    const roles = ["loki", "collector", "probe", "grafana"];
    const memory = roles.map((role) => mebibytes(stand.container(role)));
    row(
      `idle memory: ${roles.join(" + ")}`,
      `${memory.join(" + ")} = ${memory.reduce((a, b) => a + b)} MiB`,
      "400 MiB",
    );
  } finally {
    await stand.dispose();
  }
}

async function untilQueryable(stand: Stand, number: number): Promise<number> {
  const word = `needle-${stand.id}-${number}`;
  fs.appendFileSync(`${stand.logs}/webui.log`, `${new Date().toISOString()} level=info msg=${word}\n`);
  const written = Date.now();
  await until(
    word,
    async () => (await stand.loki(`{job="deepchat-webui"} |= "${word}"`)).length > 0,
    30_000,
    50,
  );
  return Date.now() - written;
}

function mebibytes(container: string): number {
  const used = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container).split(" ")[0] ?? "";
  return Math.round(
    Number.parseFloat(used) * (used.endsWith("GiB") ? 1024 : used.endsWith("KiB") ? 1 / 1024 : 1),
  );
}

function row(what: string, measured: string, allowed: string): void {
  console.log(`${what.padEnd(50)}  ${measured.padEnd(40)}  at most ${allowed}`);
}

void main();
