import { print } from "../shared/output";
import { Proc } from "../shared/proc";
import { numberOrNone, share } from "../shared/text";
import { InterfaceErrors } from "./interface-errors";

/** Ticks since the start, of all processors together. */
interface Ticks {
  total: number;
  idle: number;
  iowait: number;
  steal: number;
}

/** Says how busy the machine is and what memory it has left; what it does not tell is left out. */
export class Machine {
  private last?: Ticks;
  private readonly errors: InterfaceErrors;

  /**
   * @param proc its /proc
   * @param network file with the counters of its network; empty: nothing is said of it
   * @param noSensor nothing reads its graphics cards
   */
  constructor(
    private readonly proc: Proc,
    network: string,
    private readonly noSensor: boolean,
  ) {
    this.errors = new InterfaceErrors(network);
  }

  /** @throws where there are no figures at all */
  async probe(): Promise<void> {
    const stat = this.proc.require("stat");
    print({
      probe: "machine",
      cpus: stat.match(/^cpu\d/gm)?.length,
      ...this.processors(stat),
      ...this.load(),
      ...this.memory(),
      pressure_cpu: this.pressure("cpu"),
      pressure_memory: this.pressure("memory"),
      pressure_io: this.pressure("io"),
      net_errors: this.errors.growth(),
      // Only where it is so: a probe from before does not say it.
      sensor: this.noSensor ? 0 : undefined,
    });
    return Promise.resolve();
  }

  /** Shares since the round before; none at the first, and none where the counters went back (a processor was taken away). */
  private processors(stat: string) {
    const { last } = this;
    const now = ticks(stat);
    this.last = now;
    const spent = now && last ? now.total - last.total : 0;
    if (!now || !last || spent <= 0 || now.idle < last.idle) return {};
    // iowait alone may go back a little: the kernel says so of itself.
    const part = (name: keyof Ticks) => Math.max(0, now[name] - last[name]) / spent;
    return {
      cpu_busy: share(Math.max(0, 1 - part("idle") - part("iowait") - part("steal"))),
      cpu_iowait: share(part("iowait")),
      cpu_steal: share(part("steal")),
    };
  }

  private load() {
    const [load1, load5, load15] = this.proc.read("loadavg")?.split(" ", 3).map(Number) ?? [];
    return { load1: numberOrNone(load1), load5: numberOrNone(load5), load15: numberOrNone(load15) };
  }

  private memory() {
    const text = this.proc.read("meminfo") ?? "";
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(text)?.[1] ?? NaN) * 1024;
    const total = bytes("MemTotal");
    const available = bytes("MemAvailable");
    const swap = bytes("SwapTotal");
    const used = swap - bytes("SwapFree");
    return {
      memory_total: numberOrNone(total),
      memory_available: numberOrNone(available),
      memory_free_share: share(available / total),
      swap_total: numberOrNone(swap),
      // LXCFS may tell of a host's free swap beside a container's total.
      swap_used: used >= 0 ? used : undefined,
    };
  }

  /** Share of the last minute in which something had to wait; a kernel may be without these figures (PSI). */
  private pressure(what: string): number | undefined {
    const found = /^some .*\bavg60=([\d.]+)/m.exec(this.proc.read(`pressure/${what}`) ?? "");
    return share(Number(found?.[1] ?? NaN) / 100);
  }
}

function ticks(stat: string): Ticks | undefined {
  // user nice system idle iowait irq softirq steal; guests are in user and nice, too
  const counted = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(" ").slice(0, 8).map(Number) ?? [];
  const total = counted.reduce((sum, each) => sum + each, 0);
  const [, , , idle = NaN, iowait = 0, , , steal = 0] = counted;
  return Number.isFinite(total + idle) ? { total, idle, iowait, steal } : undefined;
}
