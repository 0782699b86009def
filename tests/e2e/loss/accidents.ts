import * as fs from "node:fs";

import type { Bench } from "./bench";
import { ContainerWriter } from "./container-writer";
import { type Count, figures, numberOf, type Outcome, type Span } from "./count";
import { docker } from "./docker";
import { echo, line } from "./writers";

/** What happens on the side that writes; collector and Loki run on. All of them share a bench. */
export const accidents: Record<string, (on: Bench) => Promise<Outcome>> = {
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
    return { ...(await on.count("brief", 10)), atRisk: [[1, 10]] };
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
    const renamed = writer.written();
    fs.renameSync(on.file("watched"), on.file("watched.1"));
    await writer.more(300);
    return { ...(await on.count("watched", await writer.finish())), twiceAtRisk: [[1, renamed]] };
  },
  "file copied and truncated": async (on) => {
    const writer = on.write("truncate");
    const atRisk: Span[] = [];
    for (let i = 1; i <= 3; i++) {
      await writer.more(300);
      const safe = await on.caughtUp("truncate", writer);
      atRisk.push([safe + 1, writer.written()]);
      fs.copyFileSync(on.file("truncate"), `${on.file("truncate")}.${i}`);
      fs.truncateSync(on.file("truncate"));
    }
    await writer.more(300);
    return { ...(await on.count("truncate", await writer.finish())), atRisk };
  },
  "10 lines of 40 kB, container": async (on) => {
    await on.web("split", long("split", 40_000));
    return whole(on, "split", 10, (text) => text.length > 40_000 && text.endsWith("x end"));
  },
  "10 lines of 1 MiB, container": async (on) => {
    await on.web("huge", long("huge", 1_048_576));
    // Cut, and the lines in between are whole.
    expect(figures(await on.count("huge-between", 10))).toEqual({ in: 10, out: 10, twice: 0 });
    const count = await whole(on, "huge", 10, (text) => text.length === 262_144);
    return { ...count, atRisk: [[1, 10]] };
  },
  "10 lines of 1 MiB, file": async (on) => {
    let text = "";
    for (let n = 1; n <= 10; n++)
      text += `fault=long n=${n} ${"x".repeat(1_048_576)} end\n${line("long-between", n)}`;
    fs.writeFileSync(on.file("long"), text);
    expect(figures(await on.count("long-between", 10))).toEqual({ in: 10, out: 10, twice: 0 });
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
  "clock that jumps": (on) => jumps(on, "clock", [0, -30, 0, 2, -10, 0, 600, 0, -1380, 0]),
  "clock that jumps back 30 hours": async (on) => ({
    ...(await jumps(on, "far", [0, -1800, 0])),
    atRisk: [[11, 20]],
  }),
  "file of a day, half of its lines without a time": async (on) => {
    const lines = numbers(1000).map((n) => {
      const time = new Date(Date.now() - (1000 - n) * 80_000).toISOString();
      return n % 2 ? line("old", n) : `time=${time} ${line("old", n)}`;
    });
    fs.writeFileSync(on.file("old"), lines.join(""));
    return on.count("old", lines.length);
  },
  "10 equal lines of one millisecond": async (on) => {
    fs.writeFileSync(on.file("equal"), `time=${new Date().toISOString()} ${line("equal", 1)}`.repeat(10));
    // They have one number: it is a matter of how many there are.
    const { out, twice } = await on.count("equal", 10);
    const lost = numbers(10).slice(out + twice);
    return { in: 10, out: out + twice, twice: 0, lost, again: [], atRisk: [[1, 10]] };
  },
  "last line without an end, file": async (on) => {
    fs.writeFileSync(on.file("open"), line("open", 1) + line("open", 2).trimEnd());
    return { ...(await on.count("open", 2)), atRisk: [[2, 2]] };
  },
  "last line without an end, container": async (on) => {
    await on.web("unended", `${echo("unended", 1)}; printf "fault=unended n=2 end"; sleep 600`);
    return { ...(await on.count("unended", 2)), atRisk: [[2, 2]] };
  },
};

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
  const broken = (await on.loki.entries(fault)).filter((entry) => !is(entry.line));
  return { ...count, out: count.out - broken.length, lost: [...count.lost, ...broken.map(numberOf)] };
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

export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
