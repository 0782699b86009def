// Looks at this stack's own Loki and Grafana, so that the monitoring can accuse itself: is a line of ours found again and
// after how long, what does Loki receive and refuse, how full is its disk, what fires, what could not be delivered.
// Used by probe.mjs; no dependency.
import fs from "node:fs";
import path from "node:path";

const POLL = 1_000;
const PATIENCE = 30_000;
const SIZE_EVERY = 600_000;
const MAX_LINE = 16 * 1024;

/**
 * The looks at Loki and Grafana, as tasks; each writes its own line.
 *
 * @param options.lokiUrl     base URL of Loki, or undefined
 * @param options.lokiData    folder where Loki's volume is mounted, or "" for none
 * @param options.grafanaUrl  base URL of Grafana, or undefined
 * @param options.host        value of the label `host` on our own lines
 * @param options.limit       time limit of one request
 * @param options.ask         ask(url, limit, options), as in probe.mjs
 * @param options.print       writes JSON lines
 */
export function watch({ lokiUrl, lokiData, grafanaUrl, host, limit, ask, print }) {
  const before = {};
  let size;
  let measured = -Infinity;

  async function loki() {
    const { sums, ms } = await metrics(lokiUrl, {
      streams: ["loki_ingester_memory_streams{"],
      received: ["loki_distributor_lines_received_total{"],
      rejected: ["loki_discarded_samples_total{"],
    });
    print({
      probe: "loki",
      up: 1,
      status_code: 200,
      duration: ms,
      streams: sums.streams,
      received: since("received", sums.received),
      rejected: since("rejected", sums.rejected),
      ...disk(),
    });
  }

  async function grafana() {
    const state = (name) => `grafana_alerting_alerts{state="${name}"}`;
    const { sums, ms } = await metrics(grafanaUrl, {
      firing: [state("alerting"), state("error"), state("nodata")],
      pending: [state("pending")],
      failed: ["grafana_alerting_notifications_failed_total{"],
    });
    print({
      probe: "grafana",
      up: 1,
      status_code: 200,
      duration: ms,
      firing: sums.firing,
      pending: sums.pending,
      failed: since("failed", sums.failed),
    });
  }

  /** Seconds until a line written now can be found. */
  async function pipeline() {
    const started = performance.now(); // the wall clock may jump
    const lag = () => ({ lag_s: Math.round(performance.now() - started) / 1000 });
    const written = `${Date.now()}000000`;
    print({ probe: "mark" });
    const query = `{job="probe", host=${JSON.stringify(host)}} |= "mark"`;
    const target = at(lokiUrl, "/loki/api/v1/query_range", { query, limit: 1, start: written });
    let error = `not in Loki within ${PATIENCE / 1000}s`;
    while (performance.now() - started < PATIENCE) {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      const answer = await ask(target, limit).catch((failed) => {
        error = `Loki cannot be asked: ${failed.message}`;
      });
      const found = answer?.status === 200 && results(answer.body);
      if (found > 0) return print({ probe: "pipeline", up: 1, ...lag() });
      if (answer) error = found === undefined ? "Loki's answer is not JSON with a result" : error;
      if (answer && answer.status !== 200) error = `Loki cannot be asked: HTTP ${answer.status}`;
    }
    print({ probe: "pipeline", up: 0, ...lag(), error });
  }

  /** Sums of metrics by the beginnings of their lines; read in pieces, since the page may be a megabyte. */
  async function metrics(base, wanted) {
    const sums = Object.fromEntries(Object.keys(wanted).map((name) => [name, 0]));
    const beginnings = Object.entries(wanted).flatMap(([name, list]) => list.map((text) => [text, name]));
    let rest = "";
    const onText = (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      if (rest.length > MAX_LINE) throw Object.assign(new Error("not metrics"), { status_code: 200 });
      for (const line of lines) {
        const [, name] = beginnings.find(([text]) => line.startsWith(text)) ?? [];
        if (name) sums[name] += Number(line.slice(line.lastIndexOf(" ") + 1)) || 0;
      }
    };
    const { status, ms } = await ask(at(base, "/metrics"), limit, { onText, keep: false });
    if (status !== 200) throw Object.assign(new Error(`HTTP ${status}`), { status_code: status });
    return { sums, ms: `${ms.toFixed(1)}ms` };
  }

  /** How much a counter grew since the last look; a restarted program counts from zero. */
  function since(name, value) {
    const last = before[name];
    before[name] = value;
    return last === undefined ? undefined : value < last ? value : value - last;
  }

  function disk() {
    if (!lokiData) return {};
    try {
      const { bsize, blocks, bavail } = fs.statfsSync(lokiData);
      if (performance.now() - measured >= SIZE_EVERY) {
        measured = performance.now();
        folderSize(lokiData).then((bytes) => (size = bytes));
      }
      const share = Math.round((bavail / blocks) * 10_000) / 10_000;
      return {
        disk_total: blocks * bsize,
        disk_free: bavail * bsize,
        disk_free_share: share,
        disk_used: size,
      };
    } catch (error) {
      return { disk_error: error.code };
    }
  }

  return { ...(lokiUrl ? { loki, pipeline } : {}), ...(grafanaUrl ? { grafana } : {}) };
}

function at(base, suffix, query = {}) {
  const target = new URL(base);
  target.pathname = target.pathname.replace(/\/*$/, suffix);
  target.search = new URLSearchParams(query);
  return target;
}

/** How many streams an answer of Loki holds; undefined if it is none. */
function results(body) {
  try {
    return JSON.parse(body).data.result.length;
  } catch {
    return undefined;
  }
}

/** Bytes of all files below a folder; what vanishes or may not be read meanwhile does not count. */
async function folderSize(folder) {
  let sum = 0;
  try {
    for await (const entry of await fs.promises.opendir(folder)) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) sum += await folderSize(name);
      else sum += (await fs.promises.lstat(name).catch(() => ({ size: 0 }))).size;
    }
  } catch {
    // Some folders are root's, such as lost+found; others go while they are read.
  }
  return sum;
}
