import * as os from "node:os";

import { MadeProc } from "../../support/made-proc";
import { type Env, type Line, Probe, serve, stopAll } from "../../support/probe";
import { IMPATIENT, ONE_ROUND, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

const made: MadeProc[] = [];

afterEach(async () => {
  await stopAll();
  for (const proc of made.splice(0)) proc.remove();
});

function proc(files: Record<string, string>): MadeProc {
  made.push(new MadeProc(files));
  return made.at(-1) as MadeProc;
}

async function probe(env: Env): Promise<Probe> {
  const web = await serve(status(200));
  return new Probe({ ...IMPATIENT, DEEPCHAT_URL: web.url, ...env });
}

/** A line of a round that began after what was written until now. */
async function next(running: Probe): Promise<Line> {
  return running.line("machine", running.of("machine").length + 2);
}

const stat = (...[user, nice, system, idle, iowait, irq, softirq, steal]: number[]) =>
  `cpu  ${[user, nice, system, idle, iowait, irq, softirq, steal].join(" ")} 500 0\n` +
  "cpu0 1 1 1 1 1 1 1 1 0 0\ncpu1 1 1 1 1 1 1 1 1 0 0\nintr 9 9 9\nctxt 5\n";

const meminfo = (lines: Record<string, number>) =>
  Object.entries(lines)
    .map(([name, kilobytes]) => `${name}:        ${kilobytes} kB\n`)
    .join("") + "HugePages_Total:       0\n";

const memory = { MemTotal: 16000, MemFree: 100, MemAvailable: 4000, SwapTotal: 2000, SwapFree: 1500 };

const pressure = (avg60: string) =>
  `some avg10=1.00 avg60=${avg60} avg300=3.00 total=5\nfull avg10=0.00 avg60=90.00 avg300=0.00 total=0\n`;

const whole = {
  stat: stat(1000, 0, 0, 1000, 0, 0, 0, 0),
  loadavg: "3.20 2.10 1.05 2/345 6789\n",
  meminfo: meminfo(memory),
  "pressure/cpu": pressure("12.34"),
  "pressure/memory": pressure("0.00"),
  "pressure/io": pressure("50.00"),
};

const first = {
  probe: "machine",
  cpus: 2,
  load1: 3.2,
  load5: 2.1,
  load15: 1.05,
  memory_total: 16_384_000,
  memory_available: 4_096_000,
  memory_free_share: 0.25,
  swap_total: 2_048_000,
  swap_used: 512_000,
  pressure_cpu: 0.1234,
  pressure_memory: 0,
  pressure_io: 0.5,
};

describe("the machine's line", () => {
  it("tells of this machine what it tells everybody", async () => {
    const running = await probe({ MACHINE_PROC: "/proc", NET_DEV: "/proc/net/dev" });
    const line = await running.line("machine", 2);
    expect(line).toMatchObject({ cpus: os.cpus().length, memory_total: os.totalmem() });
    expect(line.load1).toEqual(expect.any(Number));
    expect(line.net_errors).toBeGreaterThanOrEqual(0);
    expect(line.memory_available).toBeLessThan(os.totalmem());
    for (const name of ["cpu_busy", "cpu_iowait", "cpu_steal", "memory_free_share"]) {
      expect(line[name]).toBeGreaterThanOrEqual(0);
      expect(line[name]).toBeLessThanOrEqual(1);
    }
  });

  it("says that no card is to be read where the sensor is off, and nothing where it is on", async () => {
    const { folder } = proc(whole);
    expect(await (await probe({ MACHINE_PROC: folder, GPU_SENSOR: "off" })).line("machine")).toEqual({
      ...first,
      sensor: 0,
    });
    expect(await (await probe({ MACHINE_PROC: folder, GPU_SENSOR: "on" })).line("machine")).toEqual(first);
  });

  it("has no share of processors before two rounds, then that of the time between them", async () => {
    const { folder, write } = bound(proc(whole));
    const running = await probe({ MACHINE_PROC: folder });
    expect(await running.line("machine")).toEqual(first);
    // 1000 ticks: 400 busy (10 of them guests', counted in user), 450 idle, 100 waiting for a disk, 50 stolen
    write("stat", stat(1200, 50, 100, 1450, 100, 20, 30, 50));
    const after = running.of("machine").length;
    await running.line("machine", after + 2);
    const told = running.of("machine").find((line) => line.cpu_busy !== undefined && line.cpu_busy !== 0);
    expect(told).toEqual({ ...first, cpu_busy: 0.4, cpu_iowait: 0.1, cpu_steal: 0.05 });
  });

  it("leaves out what a kernel or a container does not tell, and never says 0 for it", async () => {
    const { folder } = proc({
      stat: "cpu  1 2 3\n",
      meminfo: meminfo({ MemTotal: 16000, SwapTotal: 2000, SwapFree: 9000 }),
      "pressure/io": "",
    });
    expect(await (await probe({ MACHINE_PROC: folder })).line("machine", 2)).toEqual({
      probe: "machine",
      memory_total: 16_384_000,
      swap_total: 2_048_000,
    });
  });

  it("says nothing of processors over a round in which their counters went back", async () => {
    const { folder, write } = bound(proc(whole));
    const running = await probe({ MACHINE_PROC: folder });
    await running.line("machine");
    write("stat", stat(3000, 0, 0, 500, 0, 0, 0, 0));
    await next(running);
    expect(running.of("machine").some((line) => Number(line.cpu_busy) !== 0 && "cpu_busy" in line)).toBe(
      false,
    );
    write("stat", stat(3010, 0, 0, 510, 0, 0, 0, 0));
    await next(running);
    expect(running.of("machine")).toContainEqual({ ...first, cpu_busy: 0.5, cpu_iowait: 0, cpu_steal: 0 });
  });

  it("reads a machine of 1024 processors to its end", async () => {
    const many = Array.from({ length: 1024 }, (_, i) => `cpu${i} ${"123456789 ".repeat(10)}`).join("\n");
    const { folder } = proc({ ...whole, stat: `${whole.stat.split("\n")[0]}\n${many}\nintr 1\n` });
    expect(await (await probe({ ...ONE_ROUND, MACHINE_PROC: folder })).line("machine")).toMatchObject({
      cpus: 1024,
    });
  });

  it("says why there are no figures at all, and goes on asking the targets", async () => {
    const running = await probe({ MACHINE_PROC: "/nonexistent/proc" });
    expect(await running.line("machine")).toEqual({
      probe: "machine",
      error: expect.stringContaining("ENOENT") as unknown,
    });
    expect(await running.line("deepchat", 2)).toMatchObject({ up: 1 });
  });
});

describe("errors of the network", () => {
  const dev = (interfaces: Record<string, [number, number, number, number]>) =>
    "Inter-|   Receive                                                |  Transmit\n" +
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n" +
    Object.entries(interfaces)
      .map(
        ([name, [a, b, c, d]]) =>
          `${name.padStart(6)}:  7777 7 ${a} ${b} 7 7 7 7  8888 8 ${c} ${d} 8 8 8 8\n`,
      )
      .join("");

  it("are what grew since the round before, of the host's own interfaces", async () => {
    const before = { lo: [1, 1, 1, 1], eth0: [10, 20, 30, 40], veth1: [0, 0, 0, 0], eth9: [5, 0, 0, 0] };
    const later = {
      lo: [9, 9, 9, 9],
      eth0: [11, 22, 33, 44],
      veth1: [0, 99, 0, 0],
      eth7: [70, 0, 0, 0],
      eth9: [2, 0, 0, 0],
    };
    const { folder, write } = bound(proc({ ...whole, "net/dev": dev(before as never) }));
    const running = await probe({ MACHINE_PROC: folder, NET_DEV: `${folder}/net/dev` });
    expect(await running.line("machine")).toEqual(first);
    write("net/dev", dev(later as never));
    await next(running);
    const grown = running.of("machine").map(({ net_errors }) => net_errors);
    expect(grown.filter((count) => count !== 0 && count !== undefined)).toEqual([10]);
  });

  it("are left out where the probe sees another network, and where there is no such file", async () => {
    const { folder } = proc(whole);
    for (const env of [{ NET_DEV: "" }, { NET_DEV: `${folder}/net/dev` }])
      expect(await (await probe({ MACHINE_PROC: folder, ...env })).line("machine", 2)).not.toHaveProperty(
        "net_errors",
      );
  });
});

function bound(made: MadeProc) {
  return { folder: made.folder, write: (name: string, text: string) => made.write(name, text) };
}
