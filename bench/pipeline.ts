import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import { tellOld } from "../tests/support/old-files";
import { median, ratio, type Rounds } from "./ratios";
import { checkout, printedFor, root } from "./revision";

const revision = process.argv[2] ?? "HEAD";
const rounds = Number(process.env.ROUNDS ?? 5);
const lines = Number(process.env.LINES ?? 60_000);

/** Whose lines, and the labels that the pipeline knows them by. */
const kinds = {
  webui: { job: "deepchat-webui", filename: "/var/log/deepchat/app.log" },
  ollama: { job: "ollama-service", container: "ollama" },
  servers: { job: "model-server", container: "vllm" },
};

/**
 * What the collector's pipeline costs a line, beside another revision of this project (the argument; HEAD without one):
 * processor time of `promtail` (on PATH) for the same lines of tests/fixtures/logs, by turns, of each kind. Prints
 * microseconds a line, medians of some rounds, and the median of the rounds' ratios. ROUNDS and LINES change the numbers.
 */
function main(): void {
  const other = checkout(revision);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pipeline-"));
  // As in a stack: no file's lines are history.
  tellOld(folder, []);
  try {
    const rendered = [other, root].map((of) => printedFor<string>("pipeline-file.ts", of));
    for (const [kind, labels] of Object.entries(kinds)) {
      const input = sample(kind, path.join(folder, kind));
      const configs = rendered.map((text, n) => {
        const file = path.join(folder, `${kind}-${n}.yaml`);
        fs.writeFileSync(file, alone(text, labels));
        return file;
      }) as [string, string];
      const idle = configs.map((config) => worked(config, "/dev/null", folder)) as [number, number];
      const taken: Rounds = Array.from({ length: rounds }, () => [
        worked(configs[0], input, folder) - idle[0],
        worked(configs[1], input, folder) - idle[1],
      ]);
      const each = (n: 0 | 1) =>
        ((median(taken.map((pair) => pair[n])) / lines) * 1e6).toFixed(1).padStart(7);
      console.log(`${kind.padEnd(8)} ${each(0)} µs ${each(1)} µs   × ${ratio(taken).toFixed(2)}`);
    }
  } finally {
    fs.rmSync(other, { recursive: true, force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** So many lines of a kind, all fixtures one after the other as often as it takes. */
function sample(kind: string, file: string): string {
  const from = path.join(root, "tests/fixtures/logs", kind);
  const logs = fs.readdirSync(from).filter((name) => name.endsWith(".log"));
  const all = logs.flatMap((name) =>
    fs.readFileSync(path.join(from, name), "utf8").split("\n").filter(Boolean),
  );
  const repeated = Array.from({ length: lines }, (_, n) => all[n % all.length]);
  fs.writeFileSync(file, `${repeated.join("\n")}\n`);
  return file;
}

/** A collector's file with its pipeline alone, which reads standard input. */
function alone(rendered: string, labels: Record<string, string>): string {
  const config = parse(rendered) as { scrape_configs: { pipeline_stages: unknown }[] };
  const stages = config.scrape_configs[0]?.pipeline_stages;
  const job = { job_name: "bench", pipeline_stages: stages, static_configs: [{ labels }] };
  return stringify({ ...config, server: { disable: true }, scrape_configs: [job] });
}

/** Seconds of processor time that promtail takes for a file. */
function worked(config: string, input: string, zones: string): number {
  const run = `TIMEFORMAT='%U %S'; time promtail -config.file='${config}' -dry-run -stdin < '${input}' > /dev/null 2>&1`;
  const { stderr, status } = spawnSync("bash", ["-c", run], {
    encoding: "utf8",
    env: { ...process.env, GOMAXPROCS: "1", ZONEINFO: zones },
  });
  const used = stderr.trim().split(/\s+/).map(Number);
  if (status !== 0 || used.length !== 2) throw new Error(`promtail failed with ${config}: ${stderr}`);
  return used.reduce((sum, each) => sum + each, 0);
}

main();
