import { modelsAt } from "./cards";
import { type Entry, gib, minute, says } from "./entry";
import type { Moment } from "./moment";

/** What the probe says each round. */
export function probeLines(moment: Moment, alerts: number): Entry[] {
  const { time, random, load, trainer } = moment;
  const models = modelsAt(moment);
  const ms = (least: number) => `${(least + 2 * random.next()).toFixed(1)}ms`;
  const spilled = models.some(({ size, held }) => held < size);
  const cpu = Math.min(0.9, 0.05 + 0.12 * load + 0.03 * random.next() + (spilled ? 0.45 : 0));
  const disk = (name: string, all: number, left: number) => ({
    ...{ probe: "disk", disk: name, disk_total: all * gib, disk_free: left * gib },
    ...{ disk_free_share: left / all, inodes_free_share: 0.93 },
  });
  const server = (process: string, pid: number, busy: number, memory: number) =>
    says(time, { probe: "process", process, pid, cpu: busy, memory: memory * gib });
  // It fills slowly.
  const filled = (time / (24 * 60 * minute)) % 30;
  const lines = [
    says(time, { probe: "ollama", up: 1, status_code: 200, duration: ms(1), version: "0.33.0" }),
    says(time, { probe: "deepchat", up: 1, status_code: 200, duration: ms(3) }),
    says(time, {
      ...{ probe: "models", loaded: models.length },
      ...(models.length === 1 ? { model: models[0]?.name } : {}),
    }),
    ...models.map(({ name, size, held }) =>
      says(time, {
        ...{ probe: "model", model: name, size: size * gib, size_vram: held * gib, gpu_share: held / size },
        ...{ context_length: 16_384, expires_in_s: 1500 + random.whole(0, 290) },
      }),
    ),
    says(time, {
      ...{
        probe: "machine",
        cpus: 32,
        cpu_busy: cpu,
        cpu_iowait: 0.004 + 0.01 * random.next(),
        cpu_steal: 0,
      },
      ...{ load1: 32 * cpu * 1.1, load5: 32 * cpu, load15: 32 * cpu },
      ...{ memory_total: 125.6 * gib, memory_available: (spilled ? 71 : 92 - 6 * load) * gib },
      ...{
        memory_free_share: (spilled ? 71 : 92 - 6 * load) / 125.6,
        swap_total: 8 * gib,
        swap_used: 0.3 * gib,
      },
      ...{ pressure_cpu: 0.01 + 0.05 * cpu, pressure_memory: 0, pressure_io: 0.01 * random.next() },
      ...{ net_errors: random.percent(2) ? 1 : 0 },
    }),
    server("ollama", 1810, 0.05 + 0.1 * load, 0.4),
    server(
      "llama-server",
      20_411,
      0.4 * load + 0.1 * random.next() + (spilled ? 14 : 0),
      spilled ? 19.2 : 2.1,
    ),
    says(time, disk("root", 937, 512 - 4 * filled)),
    says(time, disk("models", 1863, 741)),
  ];
  if (time % (2 * 15_000) < 15_000)
    lines.push(
      says(time, {
        ...{ probe: "loki", up: 1, status_code: 200, duration: ms(2), streams: 19 },
        ...{ received: 190 + Math.round(400 * load) + random.whole(0, 40), rejected: 0 },
        ...{
          disk_total: 937 * gib,
          disk_free: (512 - 4 * filled) * gib,
          disk_used: (0.6 + 0.02 * filled) * gib,
        },
        ...{ disk_free_share: (512 - 4 * filled) / 937 },
      }),
      says(time, { probe: "grafana", up: 1, firing: alerts, failed: 0 }),
      says(time, { probe: "pipeline", up: 1, lag_s: Number((1 + 0.4 * random.next()).toFixed(3)) }),
    );
  if (time % (5 * minute) < 15_000)
    lines.push(
      says(time, {
        ...{
          probe: "canary",
          model: "qwen3:14b",
          up: 1,
          ttft: `${Math.round((trainer ? 900 : 140) + 60 * random.next())}ms`,
        },
        ...{ tokens: 1, tokens_per_second: trainer ? 21 : 55 + 4 * random.next() },
      }),
    );
  return lines;
}
