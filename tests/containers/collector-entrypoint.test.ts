import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { entrypointFiles } from "../../components/containers/collector";
import { rotatedCopies } from "../../components/containers/collector-file/rotated-copies";
import { readAsset } from "../../components/shared/assets";
import { until } from "../e2e/stand/until";

jest.setTimeout(60_000);

/** The collector's entrypoint with its paths in a folder of the test's, and an agent that reads as far as it is told. */
class Entrypoint {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "entrypoint-"));
  globs = [this.at("logs/*.log")];
  private child?: ChildProcess;
  output = "";

  constructor(private readonly loki: number) {
    for (const name of ["data", "logs"]) fs.mkdirSync(this.at(name));
    for (const file of entrypointFiles) {
      const text = readAsset(`promtail/${file}`)
        .replaceAll("/var/lib/promtail", this.at("data"))
        .replaceAll("/etc/promtail", this.folder)
        .replaceAll("/tmp/config.yaml", this.at("used.yaml"));
      fs.writeFileSync(this.at(file), text, { mode: 0o755 });
    }
    fs.writeFileSync(this.at("config.yaml"), "files: files-up-to-date\nuntil: history-until\n");
    const agent = `#!/usr/bin/env bash
      echo "agent $1 $(cat ${this.at("used.yaml")})"
      trap 'echo stopped; exit 7' TERM
      while [ ! -e ${this.at("die")} ]; do sleep 0.2; done
      exit 3`;
    fs.writeFileSync(this.at("agent"), agent, { mode: 0o755 });
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  /** A path as the agent notes it, in YAML. */
  private noted(name: string): string {
    const file = this.at(name);
    // As YAML has them: without quotes, in single ones, or in double ones.
    if (/[^ -~]/.test(file)) return JSON.stringify(file).replaceAll("😀", String.raw`\U0001F600`);
    return /['"\\[\]*`]/.test(file) ? `'${file.replaceAll("'", "''")}'` : file;
  }

  private environment(history: number): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...{ AGENT: "promtail", LOG_FILES: this.globs.join("\n"), LOG_HISTORY: String(history) },
      LOG_COPIES: this.globs.map((glob) => rotatedCopies(glob) ?? "").join("\n"),
      LOKI_URL: `http://127.0.0.1:${this.loki}`,
      PATH: `${this.at("bin")}:${process.env.PATH}`,
    };
  }

  start(history = 32): void {
    const args = [this.at("agent"), `-config.file=${this.at("config.yaml")}`];
    const child = spawn(this.at("entrypoint.sh"), args, { cwd: this.folder, env: this.environment(history) });
    child.stdout.on("data", (data: Buffer) => (this.output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (this.output += data.toString()));
    this.child = child;
  }

  /** Puts some lines of a shell script in front of programs. */
  before(programs: readonly string[], script: string): void {
    fs.mkdirSync(this.at("bin"));
    for (const name of programs) {
      const real = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
      const text = `#!/bin/sh\n${script}\nexec ${real} "$@"\n`;
      fs.writeFileSync(this.at(`bin/${name}`), text, { mode: 0o755 });
    }
  }

  /** How often the agent has been started, with how many files known as up to date. */
  starts(): number[] {
    return [...this.output.matchAll(/^agent .* files: \|(.*)$/gm)].map(
      ([, list = ""]) => list.split("|").length - 1,
    );
  }

  said(): unknown[] {
    return this.output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as unknown);
  }

  read(positions: Record<string, number>): void {
    const lines = Object.entries(positions).map(([name, at]) => `  ${this.noted(`logs/${name}`)}: "${at}"\n`);
    fs.writeFileSync(this.at("data/positions.yaml"), `positions:\n${lines.join("")}`);
  }

  report(): string[] {
    const script = `source ${this.at("files.sh")} && report`;
    const { stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8", env: this.environment(32) });
    return stdout.trim().split("\n").slice(1);
  }

  /** Sends a signal, and returns the exit code. */
  async ended(signal?: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
    if (signal) child.kill(signal);
    return code;
  }

  async dispose(): Promise<void> {
    fs.writeFileSync(this.at("die"), "");
    await this.ended("SIGTERM");
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

describe("the collector's entrypoint", () => {
  const loki = http.createServer((_, response) => response.end("ready"));
  let on: Entrypoint;
  beforeAll(() => new Promise<void>((resolve) => loki.listen(0, "127.0.0.1", resolve)));
  afterAll(() => loki.close());
  beforeEach(() => (on = new Entrypoint((loki.address() as AddressInfo).port)));
  afterEach(() => on.dispose());
  const write = (name: string, text: string) => fs.writeFileSync(on.at(`logs/${name}`), text);
  const started = (times: number) =>
    until(`${times} starts`, async () => on.starts().length >= times, 30_000, 100);

  it("passes a signal on, and ends with the agent's exit code", async () => {
    on.start();
    await started(1);
    expect(await on.ended("SIGTERM")).toBe(7);
    expect(on.output).toContain("stopped");
  });

  it("ends with an agent that ends by itself", async () => {
    on.start();
    await started(1);
    fs.writeFileSync(on.at("die"), "");
    expect(await on.ended()).toBe(3);
  });

  it("says what is behind, and notes a file as up to date once its end has been read, with the agent as it was", async () => {
    write("a.log", "old 1\nold 2\n");
    write("empty.log", "");
    on.start();
    await started(1);
    await until("it says what is behind", async () => on.said().length > 0, 20_000, 100);
    expect(on.said()).toEqual([
      {
        ...{
          probe: "source",
          filename: on.at("logs/a.log"),
          history: 1,
          undated: 1,
          behind: 12,
          left_out: 0,
        },
        // The pipeline marks its lines: they are counted nowhere.
        ...{ mark: "", seconds: 0 },
      },
    ]);
    // What a service writes meanwhile is no old line.
    write("a.log", "old 1\nold 2\nnew 3\n");
    on.read({ "a.log": 12, "empty.log": 0 });
    await until("it says that it has caught up", async () => on.said().length > 1, 20_000, 100);
    expect(on.said()[1]).toMatchObject({ history: 0, behind: 0 });
    expect(fs.readFileSync(on.at("data/files/up-to-date"), "utf8")).toContain(on.at("logs/a.log"));
    expect(on.starts()).toEqual([1]);
  });

  it("takes a file as up to date that was begun a moment ago, by the first time in it", async () => {
    const begun = (ago: number) =>
      `a line without a time\ntime=${new Date(Date.now() - ago).toISOString()} level=INFO msg=x\nanother\n`;
    write("young.log", begun(20_000));
    write("old.log", begun(3_600_000));
    on.start();
    await started(1);
    expect(on.starts()).toEqual([1]);
    expect(fs.readFileSync(on.at("data/files/up-to-date"), "utf8")).toBe(`${on.at("logs/young.log")}\n`);
  });

  it("leaves out the rotated copies that the agent leaves out", async () => {
    on.globs = [on.at("logs/*")];
    write("app.log", "x\n");
    for (const copy of ["app.log.1", "app.log.2026-11-25", "app.log.2.gz"])
      write(copy, "INFO: an old line\n".repeat(100_000));
    on.read({ "app.log": 2 });
    on.start(1);
    await started(1);
    expect(fs.readFileSync(on.at("data/positions.yaml"), "utf8")).not.toContain("app.log.");
    write("other.log", "INFO: a line\n".repeat(20));
    await until("it says what came", async () => on.said().length > 0, 20_000, 100);
    expect(on.said().map((line) => (line as { filename: string }).filename)).toEqual([
      on.at("logs/other.log"),
    ]);
  });

  it("says of a file that comes with lines in it whether they name no time", async () => {
    on.start();
    await started(1);
    write("undated.log", "INFO: a line\n".repeat(20));
    write("dated.log", "2026-11-20 10:00:00,123 INFO a line\n".repeat(20));
    on.read({ "undated.log": 260, "dated.log": 720 });
    await until("it says so", async () => on.said().length > 1, 20_000, 100);
    expect(on.said()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ filename: on.at("logs/undated.log"), history: 1, undated: 1 }),
        expect.objectContaining({ filename: on.at("logs/dated.log"), history: 1, undated: 0 }),
      ]),
    );
  });

  it("says of a known file in whose place an older one is put that it is old, and when that has been read", async () => {
    for (const name of ["moved", "copied"]) write(`${name}.log`, "INFO: a line\n".repeat(200));
    on.read({ "moved.log": 2600, "copied.log": 2600 });
    on.start();
    await started(1);
    const old = "INFO: an old line\n";
    fs.writeFileSync(on.at("old"), old.repeat(400));
    fs.renameSync(on.at("old"), on.at("logs/moved.log"));
    write("copied.log", old.repeat(100));
    await until("it says so", async () => on.said().length > 1, 20_000, 100);
    expect(on.said()).toEqual(
      ["copied", "moved"].map((name) =>
        expect.objectContaining({
          ...{ filename: on.at(`logs/${name}.log`), history: 1, undated: 1, mark: "begin", seconds: 0 },
        }),
      ),
    );
    expect(fs.readFileSync(on.at("data/files/up-to-date"), "utf8")).not.toContain("logs/");
    on.read({ "moved.log": 7200, "copied.log": 1800 });
    const ended = () => (on.said() as { mark: string }[]).filter(({ mark }) => mark === "end");
    await until("it says that it has been read", async () => ended().length > 1, 20_000, 100);
    expect(ended()).toEqual([
      expect.objectContaining({ history: 0, behind: 0 }),
      expect.objectContaining({ history: 0, behind: 0 }),
    ]);
    for (const { seconds } of ended() as unknown as { seconds: number }[]) expect(seconds).toBeGreaterThan(2);
  });

  it("takes an ordinary rotation for none, be it a new file or a truncated one", async () => {
    const names = ["renamed", "truncated"];
    const writes = (name: string, lines: number) =>
      fs.appendFileSync(on.at(`logs/${name}.log`), "INFO: a line of the service\n".repeat(lines));
    on.before(["stat"], `echo >> ${on.at("looks")}`);
    for (const name of names) writes(name, 1000);
    const reads = () =>
      on.read(
        Object.fromEntries(names.map((name) => [`${name}.log`, fs.statSync(on.at(`logs/${name}.log`)).size])),
      );
    reads();
    on.start();
    await started(1);
    const looks = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const before = fs.statSync(on.at("looks")).size;
        for (const name of names) writes(name, 40);
        reads();
        await until("it looks", async () => fs.statSync(on.at("looks")).size > before, 20_000, 50);
      }
    };
    await looks(2);
    fs.renameSync(on.at("logs/renamed.log"), on.at("logs/renamed.log.1"));
    fs.copyFileSync(on.at("logs/truncated.log"), on.at("logs/truncated.log.1"));
    fs.truncateSync(on.at("logs/truncated.log"));
    await looks(2);
    write("later.log", "INFO: a line\n".repeat(20));
    await until("it says what came", async () => on.said().length > 0, 20_000, 100);
    expect((on.said() as { filename: string }[]).map(({ filename }) => filename)).toEqual([
      on.at("logs/later.log"),
    ]);
  });

  it("says of a file that is deleted before its end has been read that nothing of it is still to be read", async () => {
    write("a.log", "old 1\nold 2\n");
    on.start();
    await started(1);
    await until("it says what is behind", async () => on.said().length > 0, 20_000, 100);
    fs.rmSync(on.at("logs/a.log"));
    await until("it says that it is gone", async () => on.said().length > 1, 20_000, 100);
    expect(on.said()[1]).toMatchObject({ filename: on.at("logs/a.log"), history: 0, behind: 0 });
  });

  it("starts no program for each of many files", async () => {
    const programs = [
      "tail",
      "head",
      "grep",
      "date",
      "stat",
      "wc",
      "sha256sum",
      "cat",
      "sed",
      "readlink",
      "tr",
    ];
    on.before(programs, `echo "$0" >> ${on.at("programs")}`);
    const programsFor = async (files: number) => {
      for (let i = 0; i < files; i++) write(`f${i}.log`, "INFO: a line of a log file\n".repeat(2200));
      for (const made of ["data", "programs"]) fs.rmSync(on.at(made), { recursive: true, force: true });
      fs.mkdirSync(on.at("data"));
      const before = on.starts().length;
      // Less than there is: files are begun late.
      on.start(1);
      await started(before + 1);
      const count = fs.readFileSync(on.at("programs"), "utf8").split("\n").length;
      await on.ended("SIGTERM");
      return count;
    };
    const few = await programsFor(20);
    expect(await programsFor(200)).toBe(few);
  });

  it("ends at a signal that comes before it has started the agent", async () => {
    write("a.log", "x\n");
    on.before(["stat"], `touch ${on.at("asked")}; while [ ! -e ${on.at("go")} ]; do sleep 0.1; done`);
    on.start();
    await until("it prepares", async () => fs.existsSync(on.at("asked")), 20_000, 50);
    const ended = on.ended("SIGTERM");
    fs.writeFileSync(on.at("go"), "");
    expect(await ended).toBe(143);
    expect(on.output).toBe("");
  });

  it("takes a file's name as a name, whatever stands in it", async () => {
    const odd = [
      "$(touch MADE)",
      "`touch MADE`",
      'a"b',
      "a\\b",
      "a]b",
      "it's",
      "a b  c",
      "a*b",
      "a[0]$x",
      "日志😀",
      "a\tb",
    ];
    on.start();
    await started(1);
    for (const name of odd) write(`${name}.log`, "INFO: a line\n".repeat(20));
    const names = odd.map((name) => on.at(`logs/${name}.log`)).sort();
    const told = (history: number) =>
      (on.said() as { filename: string; history: number }[])
        .filter((line) => line.history === history)
        .map(({ filename }) => filename)
        .sort();
    await until("it says so of each", async () => told(1).length >= odd.length, 20_000, 100);
    on.read(Object.fromEntries(odd.map((name) => [`${name}.log`, 260])));
    await until("it says that each has caught up", async () => told(0).length >= odd.length, 20_000, 100);
    write("later.log", "INFO: a line\n".repeat(20));
    await until(
      "it looks again",
      async () => told(1).some((name) => name.endsWith("later.log")),
      20_000,
      100,
    );
    expect(told(0)).toEqual(names);
    expect(told(1).filter((name) => !name.endsWith("later.log"))).toEqual(names);
    expect(fs.existsSync(on.at("MADE"))).toBe(false);
  });

  it("takes what was read to its end, and lately, as up to date after a restart, and not what was left alone", async () => {
    for (const name of ["whole", "lately", "long-ago"]) write(`${name}.log`, "line 1\nline 2\n");
    fs.mkdirSync(on.at("data/files"));
    fs.writeFileSync(on.at("data/files/up-to-date"), `${on.at("logs/lately.log")}\n`);
    on.read({ "whole.log": 14, "lately.log": 7, "long-ago.log": 7 });
    on.start();
    await started(1);
    expect(on.starts()[0]).toBe(2);
    await on.ended("SIGTERM");
    const past = Date.now() / 1000 - 120;
    fs.utimesSync(on.at("data/positions.yaml"), past, past);
    on.start();
    await started(2);
    expect(on.starts()[1]).toBe(1);
  });

  it("begins late in a large file never read before, at a line, and says so; never in one that is known", async () => {
    write("new.log", "a line of the large file\n".repeat(200_000));
    write("known.log", "a line of the other file\n".repeat(200_000));
    on.read({ "known.log": 25 });
    on.start(1);
    await started(1);
    const positions = fs.readFileSync(on.at("data/positions.yaml"), "utf8");
    const at = Number(/new\.log": "(\d+)"/.exec(positions)?.[1]);
    expect(at % 25).toBe(0);
    expect(5_000_000 - at).toBeLessThanOrEqual(1_048_576);
    expect(5_000_000 - at).toBeGreaterThan(1_048_576 - 50);
    expect(positions).toContain('known.log: "25"');
    expect(on.report()).toEqual([
      expect.stringMatching(/^file\t5000000\t4999975\t1\t\t/),
      expect.stringMatching(new RegExp(`^file\t5000000\t${5_000_000 - at}\t1\t${at}\t`)),
    ]);
  });

  it("says of each path what it is", () => {
    write("a.log", "x\n");
    write("binary.log", "x\0y\n");
    fs.mkdirSync(on.at("logs/folder.log"));
    fs.symlinkSync("/nowhere/x.log", on.at("logs/link.log"));
    on.read({ "a.log": 2, "binary.log": 0 });
    const id = (name: string) => {
      const { dev, ino } = fs.statSync(on.at(`logs/${name}`));
      return `${dev}:${ino}`;
    };
    fs.symlinkSync("a.log", on.at("logs/same.log"));
    write("line\nend.log", "x\n");
    const path = (name: string) => on.at(`logs/${name}`);
    expect(on.report().map((line) => line.split("\t"))).toEqual([
      ["file", "2", "0", "1", "", id("a.log"), path("a.log"), path("a.log")],
      ["binary", "4", "4", "1", "", id("binary.log"), path("binary.log"), path("binary.log")],
      ["directory", "0", "0", "0", "", id("folder.log"), path("folder.log"), path("folder.log")],
      ["gone", "0", "0", "0", "", "", "/nowhere/x.log", path("link.log")],
      ["unseen", "2", "2", "1", "", id("a.log"), path("a.log"), path("same.log")],
      ["newline", "0", "0", "0", "", "", "", path(String.raw`line\nend.log`)],
    ]);
  });
});
