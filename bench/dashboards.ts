import * as fs from "node:fs";

import { uids } from "../components/shared/naming";
import { GrafanaApi } from "../scripts/grafana/api";
import { docker, healthy } from "../tests/e2e/stand/docker";
import { panelsOf } from "../tests/e2e/stand/panels";
import { Stand } from "../tests/e2e/stand/stand";
import { until } from "../tests/e2e/stand/until";
import { filled } from "../tests/support/dashboards";
import { pushDay } from "./day";

const host = "e2e-host";
const lines = Number(process.env.LINES ?? 1_000_000);
const boards = Object.values(uids.dashboards).filter((uid) => uid !== uids.dashboards.runbooks);

/**
 * Measures dashboards over a day of a million lines on this machine: how long the overview's slowest panel takes right
 * after Loki was started anew, each other board once, and Loki's memory while three people refresh all boards at once.
 * LINES changes the number of lines.
 */
async function main(): Promise<void> {
  const stand = await Stand.create();
  try {
    await stand.must("up");
    // Longer than anybody waits: what is measured is told, not cut off.
    const root = `http://127.0.0.1:${stand.ports.grafana}/`;
    const grafana = new GrafanaApi(root, await stand.adminPassword(), 120_000);
    const started = Date.now();
    await pushDay(`http://127.0.0.1:${stand.ports.loki}`, lines, host);
    // Loki looks for old lines on disk only; a real day's would have got there long ago.
    await fetch(`http://127.0.0.1:${stand.ports.loki}/flush`, { method: "POST" });
    const all = `sum(count_over_time({job=~"deepchat-webui|ollama-service"}[25h]))`;
    await until("the lines", async () => Number((await stand.loki(all))[0]?.value) >= lines, 120_000);
    console.log(`${lines} lines of a day in ${((Date.now() - started) / 1000).toFixed(0)} s`);

    for (const hours of [1, 24]) {
      const slowest: number[] = [];
      for (let i = 0; i < 5; i++) {
        await restart(stand);
        slowest.push(Math.max(...(await open(grafana, uids.dashboards.overview, hours))));
      }
      slowest.sort((a, b) => a - b);
      const limit = hours === 1 ? "2.0 s" : "no limit";
      row(`overview, cold, last ${hours} h: slowest panel, median of 5`, seconds(slowest[2] ?? 0), limit);
    }
    for (const uid of boards) {
      await restart(stand);
      row(
        `${uid}, cold: slowest panel`,
        seconds(Math.max(...(await open(grafana, uid, hoursOf(uid))))),
        "no limit",
      );
    }

    await restart(stand);
    const people = [1, 2, 3].flatMap(() => boards.map((uid) => open(grafana, uid, hoursOf(uid))));
    const peak = await peakMemory(stand.container("loki"), Promise.all(people));
    row("three people, all boards at once: Loki's memory", `${peak} MiB`, "1024 MiB");
  } finally {
    await stand.dispose();
  }
}

/** The time range a dashboard opens with. */
const hoursOf = (uid: string) => (uid === uids.dashboards.fleet ? 24 : 1);

/** Runs all queries of a dashboard at once, a panel a request, as a browser does; returns the milliseconds of each panel. */
async function open(grafana: GrafanaApi, uid: string, hours: number): Promise<number[]> {
  const to = Date.now();
  const from = to - hours * 3_600_000;
  const panels = await panelsOf(grafana, uid);
  return Promise.all(
    panels.map(async ({ title, targets }) => {
      const queries = targets.map((target) => ({
        ...target,
        expr: filled(target.expr.replace(/\$__/g, "\0")).replaceAll("\0", "$__"),
        intervalMs: Math.max(30_000, (to - from) / 500),
        maxDataPoints: 500,
      }));
      const began = performance.now();
      const response = await grafana.request("POST", "/api/ds/query", {
        queries,
        from: String(from),
        to: String(to),
      });
      if (!response.ok) throw new Error(`${uid} ${title}: ${response.status} ${await response.text()}`);
      const { results } = (await response.json()) as { results: Record<string, { error?: string }> };
      for (const { error } of Object.values(results)) if (error) throw new Error(`${uid} ${title}: ${error}`);
      return performance.now() - began;
    }),
  );
}

/** Empties Loki's memory and caches; what it had in memory stands on disk then. */
async function restart(stand: Stand): Promise<void> {
  docker("restart", stand.container("loki"));
  await healthy(stand.container("loki"));
}

/** The largest memory of a container, page cache excluded, while something runs; in MiB. */
async function peakMemory(container: string, work: Promise<unknown>): Promise<number> {
  const pid = docker("inspect", "--format", "{{.State.Pid}}", container);
  const read = () =>
    Number(/RssAnon:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  let peak = 0;
  let running = true;
  void work.finally(() => (running = false));
  while (running) {
    peak = Math.max(peak, read());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await work;
  return Math.round(peak);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

function row(what: string, measured: string, allowed: string): void {
  console.log(`${what.padEnd(60)}  ${measured.padEnd(12)}  at most ${allowed}`);
}

void main();
