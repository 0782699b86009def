// Looks at this stack's own Loki, so that the monitoring can accuse itself: is a line of ours found again and after how
// long, what does Loki receive and refuse, how full is its disk. Used by probe.mjs; no dependency.
import fs from "node:fs";
import path from "node:path";

const POLL = 1_000;
const PATIENCE = 30_000;
const SIZE_EVERY = 600_000;

const counters = {
  streams: /^loki_ingester_memory_streams\b/,
  received: /^loki_distributor_lines_received_total\b/,
  rejected: /^loki_discarded_samples_total\b/,
};

/**
 * The tasks of one look at Loki.
 *
 * @param options.url       base URL of Loki
 * @param options.data      folder where Loki's volume is mounted, or "" for none
 * @param options.host      value of the label `host` on our own lines
 * @param options.limit     time limit of one request
 * @param options.ask       ask(url, limit, options), as in probe.mjs
 * @param options.print     writes JSON lines
 */
export function lokiWatch({ url, data, host, limit, ask, print }) {
  const before = {};
  let size;
  let measured = -Infinity;

  const at = (suffix, query = {}) => {
    const target = new URL(url);
    target.pathname = target.pathname.replace(/\/*$/, suffix);
    target.search = new URLSearchParams(query);
    return target;
  };

  async function state() {
    const sums = { streams: 0, received: 0, rejected: 0 };
    let rest = "";
    const onText = (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        for (const [name, pattern] of Object.entries(counters)) {
          if (pattern.test(line)) sums[name] += Number(line.slice(line.lastIndexOf(" ") + 1)) || 0;
        }
      }
    };
    const answer = await ask(at("/metrics"), limit, { onText, keep: false });
    if (answer.status !== 200)
      throw Object.assign(new Error(`HTTP ${answer.status}`), { status_code: answer.status });
    print({
      probe: "loki",
      up: 1,
      status_code: 200,
      duration: `${answer.ms.toFixed(1)}ms`,
      streams: sums.streams,
      received: since("received", sums.received),
      rejected: since("rejected", sums.rejected),
      ...disk(),
    });
  }

  /** How much a counter grew since the last look; a restarted Loki counts from zero. */
  function since(name, value) {
    const last = before[name];
    before[name] = value;
    return last === undefined ? undefined : value < last ? value : value - last;
  }

  function disk() {
    if (!data) return {};
    try {
      const { bsize, blocks, bavail } = fs.statfsSync(data);
      if (performance.now() - measured >= SIZE_EVERY) {
        measured = performance.now();
        folderSize(data).then((bytes) => (size = bytes));
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

  /** Seconds until a line written now can be found; `mark` writes it. */
  async function pipeline() {
    const written = Date.now();
    print({ probe: "mark" });
    const query = `{job="probe", host=${JSON.stringify(host)}} |= "mark"`;
    const target = at("/loki/api/v1/query_range", { query, limit: 1, start: `${written}000000` });
    let error;
    while (Date.now() - written < PATIENCE) {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      const answer = await ask(target, limit).catch((failed) => ((error = failed), undefined));
      if (answer?.status === 200 && JSON.parse(answer.body).data.result.length > 0) {
        return print({ probe: "pipeline", up: 1, lag_s: (Date.now() - written) / 1000 });
      }
    }
    const message = error
      ? `Loki cannot be asked: ${error.message}`
      : `not in Loki within ${PATIENCE / 1000}s`;
    print({ probe: "pipeline", up: 0, lag_s: (Date.now() - written) / 1000, error: message });
  }

  return { state, pipeline };
}

/** Bytes of all files below a folder; what vanishes or may not be read meanwhile does not count. */
async function folderSize(folder) {
  let sum = 0;
  const entries = await fs.promises.opendir(folder).catch(() => []);
  for await (const entry of entries) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) sum += await folderSize(name);
    else sum += (await fs.promises.lstat(name).catch(() => ({ size: 0 }))).size;
  }
  return sum;
}
