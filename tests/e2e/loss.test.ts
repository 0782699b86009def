import * as fs from "node:fs";

import { parse } from "yaml";

import { readAsset } from "../../components/assets";
import { hasImage, type Missing } from "../support/engine";
import {
  type Agent,
  Bench,
  ContainerWriter,
  type Count,
  docker,
  echo,
  images,
  line,
  type Writer,
} from "./support/loss";
import { until } from "./support/until";

/**
 * What is lost and what comes twice, fault by fault: numbered lines in, numbered lines out of Loki.
 *
 * Not the whole stack runs here but Loki and a collector, started by docker with the configuration a stack renders:
 * these two alone decide, and several pairs side by side let faults run at the same time. E2E_AGENT=alloy measures the
 * other agent, E2E_LONG=1 keeps Loki away for ten minutes instead of one. The table that this file prints at its end
 * is the one in docs/operations.md.
 */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";
const awaySeconds = process.env.E2E_LONG ? 600 : 60;

const missing: Missing = hasImage(images.loki) ?? hasImage(images[agent]) ?? hasImage(images.writer);
if (missing && process.env.E2E === "required") throw new Error(`The loss tests cannot run: ${missing}`);
if (missing) console.warn(`The loss tests cannot run: ${missing}`);

/** Exactly so many, or from so many to so many. */
type Figure = number | [number, number];

interface Limit {
  lost?: Figure;
  twice?: Figure;
}

/** The collector notes every so many seconds how far it has read a file, and as often writes that to disk. */
const noted = (parse(readAsset("promtail/config.yaml")) as { positions: { sync_period: string } }).positions
  .sync_period;

/** What neither lost nor repeated lines is not listed; the rest is as good as it gets, and docs/operations.md says so. */
const limits: Record<string, Partial<Record<Agent, Limit>>> = {
  "collector restarted, file": { alloy: { lost: [0, 50] } },
  "collector restarted, container": { alloy: { lost: [0, 50] } },
  // Read since the position was last noted, and read again. A container's line keeps its time: Loki drops its repetition.
  "collector killed, file": {
    promtail: { twice: [0, (2 * parseInt(noted) + 2) * 100] },
    alloy: { twice: [0, 2500] },
  },
  // What it holds in memory when it is killed after the grace period.
  "collector restarted while Loki is away, file": {
    promtail: { lost: [0, 600] },
    alloy: { lost: [0, 4000], twice: [0, 4000] },
  },
  "collector restarted while Loki is away, container": {
    promtail: { lost: [0, 600] },
    alloy: { lost: [0, 4000], twice: [0, 4000] },
  },
  // A file is looked at four times a second; what is written after the last look and cut off is gone. Three times here.
  "file copied and truncated": { promtail: { lost: [0, 600] }, alloy: { lost: [0, 1500] } },
  // The collector waits with the old file open, and then finds what has the name by now.
  "file renamed twice while Loki is away": { promtail: { lost: [0, 1999] }, alloy: { lost: [0, 1999] } },
  "file copied and truncated while Loki is away": {
    promtail: { lost: [0, 1999], twice: [0, 1999] },
    alloy: { lost: [0, 1999], twice: [0, 1999] },
  },
  "file renamed to a name that is watched too": {
    promtail: { twice: [1, 9999] },
    alloy: { twice: [1, 9999] },
  },
  // Loki refuses what is older than its newest line of that stream by more than an hour.
  "clock that jumps back 3 hours": { promtail: { lost: [0, 10] }, alloy: { lost: [0, 10] } },
  "10 lines of 1 MiB, container": { alloy: { lost: 10 } },
  "10 equal lines of one millisecond": { promtail: { lost: 9 } },
  "last line without an end, file": { promtail: { lost: 1 }, alloy: { lost: 1 } },
  "last line without an end, container": { promtail: { lost: 1 }, alloy: { lost: 1 } },
  // Containers are looked for every five seconds.
  "10 containers that live one second": { promtail: { lost: [0, 10] }, alloy: { lost: [0, 10] } },
};

/** Each is met by a file and by a container. */
const outages: Record<string, (on: Bench) => Promise<void>> = {
  "collector restarted": (on) => on.container("collector", "restart"),
  "collector killed": async (on) => {
    await on.container("collector", "kill");
    await on.container("collector", "start");
  },
  "Loki restarted": async (on) => {
    await on.container("loki", "stop");
    await on.startLoki();
  },
  "Loki killed": async (on) => {
    await on.container("loki", "kill");
    await on.startLoki();
  },
  "Loki away": async (on) => {
    await on.container("loki", "stop");
    await passed(awaySeconds);
    await on.startLoki();
  },
  "collector restarted while Loki is away": async (on) => {
    await on.container("loki", "stop");
    await passed(15);
    await on.container("collector", "restart");
    await passed(15);
    await on.startLoki();
  },
};

if (agent === "alloy") {
  // Promtail's positions are Alloy's, too, the other way round they are not: the whole file is read again.
  limits["Promtail in Alloy's place, file"] = { alloy: { twice: [1, 9999] } };
  outages["Alloy in Promtail's place"] = (on) => on.switchTo("alloy");
  outages["Promtail in Alloy's place"] = (on) => on.switchTo("promtail");
}

/** What happens on the side that writes; collector and Loki run on. */
const accidents: Record<string, (on: Bench) => Promise<Count>> = {
  "web UI container restarted": async (on) => {
    const writer = await ContainerWriter.start(on, "restart");
    await on.arrived("restart", 300);
    await docker("restart", writer.container);
    await writer.more(500);
    return on.count("restart", await writer.finish());
  },
  "web UI container removed and made anew": async (on) => {
    const writer = await ContainerWriter.start(on, "recreate");
    await on.arrived("recreate", 300);
    await docker("stop", writer.container);
    await docker("rm", writer.container);
    const successor = await ContainerWriter.start(on, "recreate");
    await successor.more(500);
    return on.count("recreate", await successor.finish());
  },
  "web UI container that crashes 8 times": async (on) => {
    const script = `
      n=$(cat /state/n 2>/dev/null || echo 0)
      for _ in 1 2 3 4 5 6 7 8 9 10; do n=$((n + 1)); ${echo("crash")}; done
      echo $n >/state/n
      [ $n -lt 90 ] && exit 1
      sleep 600`;
    await on.web("crash", script, "--restart", "always");
    return on.count("crash", 90);
  },
  "10 containers that live one second": async (on) => {
    for (let n = 1; n <= 10; n++) await on.web(`brief-${n}`, `${echo("brief", n)}; sleep 1`, "--rm");
    return on.count("brief", 10);
  },
  "file renamed and made anew": async (on) => {
    const writer = on.write("rename");
    for (let i = 1; i <= 3; i++) {
      await writer.more(300);
      await on.arrived("rename", writer.written());
      fs.renameSync(on.file("rename"), `${on.file("rename")}.${i}`);
    }
    await writer.more(300);
    return on.count("rename", await writer.finish());
  },
  "file renamed to a name that is watched too": async (on) => {
    const writer = on.write("watched");
    await on.arrived("watched", 300);
    fs.renameSync(on.file("watched"), on.file("watched.1"));
    await writer.more(300);
    return on.count("watched", await writer.finish());
  },
  "file copied and truncated": async (on) => {
    const writer = on.write("truncate");
    for (let i = 1; i <= 3; i++) {
      await writer.more(300);
      await on.arrived("truncate", writer.written());
      fs.copyFileSync(on.file("truncate"), `${on.file("truncate")}.${i}`);
      fs.truncateSync(on.file("truncate"));
    }
    await writer.more(300);
    return on.count("truncate", await writer.finish());
  },
  "file renamed once while Loki is away": () =>
    away(async (on, writer) => {
      fs.renameSync(on.file("away"), `${on.file("away")}.1`);
      await writer.more(500);
    }),
  "file renamed twice while Loki is away": () =>
    away(async (on, writer) => {
      fs.renameSync(on.file("away"), `${on.file("away")}.1`);
      await writer.more(500);
      fs.renameSync(on.file("away"), `${on.file("away")}.2`);
      await writer.more(500);
    }),
  "file copied and truncated while Loki is away": () =>
    away(async (on, writer) => {
      fs.copyFileSync(on.file("away"), `${on.file("away")}.1`);
      fs.truncateSync(on.file("away"));
      await writer.more(500);
    }),
  "10 lines of 40 kB, container": async (on) => {
    await on.web("split", long("split", 40_000));
    return whole(on, "split", 10, (text) => text.length > 40_000 && text.endsWith("x end"));
  },
  "10 lines of 1 MiB, container": async (on) => {
    await on.web("huge", long("huge", 1_048_576));
    // Cut, and the lines in between are whole.
    expect(await on.count("huge-between", 10)).toEqual({ in: 10, out: 10, twice: 0 });
    return whole(on, "huge", 10, (text) => text.length === 262_144);
  },
  "10 lines of 1 MiB, file": async (on) => {
    let text = "";
    for (let n = 1; n <= 10; n++)
      text += `fault=long n=${n} ${"x".repeat(1_048_576)} end\n${line("long-between", n)}`;
    fs.writeFileSync(on.file("long"), text);
    expect(await on.count("long-between", 10)).toEqual({ in: 10, out: 10, twice: 0 });
    return whole(on, "long", 10, (text) => text.length === 262_144);
  },
  "100 lines of invalid UTF-8": async (on) => {
    const lines = numbers(100).flatMap((n) => [
      Buffer.from(`fault=utf8 n=${n} caf`),
      Buffer.from([0xe9, 0xff, 0xc3]),
      Buffer.from(" end\n"),
    ]);
    fs.writeFileSync(on.file("utf8"), Buffer.concat(lines));
    return whole(on, "utf8", 100, (text) => /caf\uFFFD+ end$/.test(text));
  },
  "100 lines that end in CRLF": async (on) => {
    const lines = numbers(100).map((n) => line("crlf", n).replace("\n", "\r\n"));
    fs.writeFileSync(on.file("crlf"), lines.join(""));
    return whole(on, "crlf", 100, (text) => text.endsWith(" end"));
  },
  "clock that jumps": (on) => jumps(on, "clock", [0, -30, 0, 2, -10, 0, 600, 0, -50, 0]),
  "clock that jumps back 3 hours": (on) => jumps(on, "far", [0, -180, 0]),
  "10 equal lines of one millisecond": async (on) => {
    fs.writeFileSync(on.file("equal"), `time=${new Date().toISOString()} ${line("equal", 1)}`.repeat(10));
    const { out, twice } = await on.count("equal", 10);
    return { in: 10, out: out + twice, twice: 0 };
  },
  "last line without an end, file": async (on) => {
    fs.writeFileSync(on.file("open"), line("open", 1) + line("open", 2).trimEnd());
    return on.count("open", 2);
  },
  "last line without an end, container": async (on) => {
    await on.web("unended", `${echo("unended", 1)}; printf "fault=unended n=2 end"; sleep 600`);
    return on.count("unended", 2);
  },
};

const benches: Bench[] = [];
const measured: Record<string, Count | Record<string, number>> = {};

async function bench(first = agent): Promise<Bench> {
  const started = await Bench.start(first);
  benches.push(started);
  return started;
}

/** A file and a container write before, during and after the outage. */
async function through(name: string): Promise<Record<"file" | "container", Count>> {
  const on = await bench(name.startsWith("Alloy in") ? "promtail" : agent);
  const writers = { file: on.write("file"), container: await ContainerWriter.start(on, "container") };
  await Promise.all([on.arrived("file", 300), on.arrived("container", 300)]);
  await outages[name]?.(on);
  await Promise.all([writers.file.more(500), writers.container.more(500)]);
  const count = async (source: "file" | "container") => on.count(source, await writers[source].finish());
  const [file, container] = await Promise.all([count("file"), count("container")]);
  return { file, container };
}

/** A file on a bench of its own, where something happens to it after 500 lines that Loki was not there for. */
async function away(happens: (on: Bench, writer: Writer) => Promise<void>): Promise<Count> {
  const on = await bench();
  const writer = on.write("away");
  await on.arrived("away", 300);
  await on.container("loki", "stop");
  await writer.more(500);
  await happens(on, writer);
  await on.startLoki();
  await writer.more(500);
  return on.count("away", await writer.finish());
}

/** A shell script that writes ten lines of some length, each followed by a short one. */
function long(fault: string, length: number): string {
  return `
    x=$(head -c ${length} /dev/zero | tr '\\0' x)
    for n in $(seq 10); do echo "fault=${fault} n=$n $x end"; ${echo(`${fault}-between`)}; done
    sleep 600`;
}

/** Like count; a line that does not look as it should has not arrived. */
async function whole(on: Bench, fault: string, lines: number, is: (text: string) => boolean): Promise<Count> {
  const count = await on.count(fault, lines);
  const broken = (await on.entries(fault)).filter((entry) => !is(entry.line));
  return { ...count, out: count.out - broken.length };
}

/** Ten lines of a file for each clock, in minutes from now. */
async function jumps(on: Bench, fault: string, clocks: number[]): Promise<Count> {
  const lines = clocks.flatMap((minutes, i) =>
    numbers(10).map((n) => {
      const time = new Date(Date.now() + minutes * 60_000 + n * 10);
      return `time=${time.toISOString()} ${line(fault, i * 10 + n)}`;
    }),
  );
  fs.writeFileSync(on.file(fault), lines.join(""));
  return on.count(fault, lines.length);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** The length of an outage is what is tested. */
async function passed(seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  await until(`${seconds} s have passed`, async () => Date.now() >= end, (seconds + 10) * 1000);
}

/** The number itself when it is allowed, else the next one that is. */
function nearest(number: number, allowed: Figure = 0): number {
  const [least, most] = typeof allowed === "number" ? [allowed, allowed] : allowed;
  return Math.min(Math.max(number, least), most);
}

(missing ? describe.skip : describe)(`with ${agent}`, () => {
  const clear = () => Promise.all(benches.splice(0).map((each) => each.dispose()));
  afterAll(() => console.table(measured));

  describe("a flood", () => {
    afterEach(clear, 60_000);

    it("has 50,000 lines with as many durations ready for queries in 10 s, in a handful of streams", async () => {
      const on = await bench();
      // What else runs on this host may take the processor: the best of up to three counts.
      let seconds = Infinity;
      for (const flood of ["flood-1", "flood-2", "flood-3"]) {
        if (seconds <= 10) break;
        fs.writeFileSync(on.file(flood), line("first", 1));
        await on.arrived("first", Number(flood.slice(-1)));
        const lines = numbers(50_000).map((n) => line(flood, n));
        fs.appendFileSync(on.file(flood), lines.join(""));
        const written = Date.now();
        await on.arrived(flood, lines.length);
        seconds = (Date.now() - written) / 1000;
        const count = await on.count(flood, lines.length);
        measured[`50,000 lines at once, ${flood}`] = { ...count, seconds, streams: await on.streams() };
        expect(count).toEqual({ in: 50_000, out: 50_000, twice: 0 });
      }
      measured["50,000 lines at once, MiB"] = { ...(await on.memory()) };
      expect(await on.streams()).toBeLessThanOrEqual(20);
      expect(seconds).toBeLessThanOrEqual(10);
    }, 240_000);

    it("takes the collector at most 120 MiB at 1,000 lines a second", async () => {
      const on = await bench();
      const file = on.write("steady-file", 500);
      const container = await ContainerWriter.start(on, "steady-container", 500);
      let most = { process: 0, container: 0 };
      await until(
        "a minute of it",
        async () => {
          const now = await on.memory();
          most = {
            process: Math.max(most.process, now.process),
            container: Math.max(most.container, now.container),
          };
          return file.written() >= 30_000;
        },
        90_000,
      );
      const counts = [
        await on.count("steady-file", await file.finish()),
        await on.count("steady-container", await container.finish()),
      ];
      measured["1,000 lines/s, file"] = counts[0] as Count;
      measured["1,000 lines/s, container"] = counts[1] as Count;
      measured["1,000 lines/s, MiB"] = most;
      for (const count of counts) expect(count).toEqual({ in: count.in, out: count.in, twice: 0 });
      // Promtail is the one this is promised of; Alloy has to live within its limit.
      if (agent === "promtail") expect(Math.max(most.process, most.container)).toBeLessThanOrEqual(120);
    }, 240_000);
  });

  describe("lines through", () => {
    const running: Record<string, Promise<Count>> = {};
    const sources = ["file", "container"] as const;
    const rows = [
      ...Object.keys(outages).flatMap((name) => sources.map((source) => `${name}, ${source}`)),
      ...Object.keys(accidents),
    ];

    beforeAll(() => {
      for (const name of Object.keys(outages)) {
        const both = through(name);
        for (const source of sources) running[`${name}, ${source}`] = both.then((count) => count[source]);
      }
      const calm = bench();
      for (const [name, accident] of Object.entries(accidents)) running[name] = calm.then(accident);
      // Whoever waits for one hears of its failure.
      for (const each of Object.values(running)) each.catch(() => undefined);
    });
    afterAll(clear, 120_000);

    it("has a row for every known limit", () => {
      expect(rows).toEqual(expect.arrayContaining(Object.keys(limits)));
    });

    it.each(rows)(
      "%s",
      async (row) => {
        const count = await (running[row] as Promise<Count>);
        measured[row] = count;
        const limit = limits[row]?.[agent] ?? {};
        const seen = { lost: count.in - count.out, twice: count.twice };
        expect(seen).toEqual({
          lost: nearest(seen.lost, limit.lost),
          twice: nearest(seen.twice, limit.twice),
        });
      },
      (awaySeconds + 400) * 1000,
    );
  });
});
