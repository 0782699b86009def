import * as fs from "node:fs";

import { eachWithEntrypoint, type Entrypoint } from "../support/entrypoint";

jest.setTimeout(60_000);

describe("the collector's entrypoint", () => {
  const entrypoint = eachWithEntrypoint();
  let on: Entrypoint;
  beforeEach(() => (on = entrypoint()));
  const write = (name: string, text: string) => on.write(name, text);
  const started = (times: number) => on.started(times);

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
    await on.says("what is behind");
    expect(on.said()).toEqual([
      // No mark: the pipeline marks its lines, they are counted nowhere.
      { probe: "source", filename: on.at("logs/a.log"), history: 1, undated: 1, behind: 12, left_out: 0 },
    ]);
    // What a service writes meanwhile is no old line.
    write("a.log", "old 1\nold 2\nnew 3\n");
    on.read({ "a.log": 12, "empty.log": 0 });
    await on.says("that it has caught up", 2);
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
    await on.says("what came");
    expect(on.said().map((line) => line.filename)).toEqual([on.at("logs/other.log")]);
  });

  it("says of a file that comes with lines in it whether they name no time", async () => {
    on.start();
    await started(1);
    write("undated.log", "INFO: a line\n".repeat(20));
    write("dated.log", "2026-11-20 10:00:00,123 INFO a line\n".repeat(20));
    on.read({ "undated.log": 260, "dated.log": 720 });
    await on.says("that it came so", 2);
    expect(on.said()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ filename: on.at("logs/undated.log"), history: 1, undated: 1 }),
        expect.objectContaining({ filename: on.at("logs/dated.log"), history: 1, undated: 0 }),
      ]),
    );
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
      '日\\x41\\tb"c',
    ];
    on.start();
    await started(1);
    for (const name of odd) write(`${name}.log`, "INFO: a line\n".repeat(20));
    const names = odd.map((name) => on.at(`logs/${name}.log`)).sort();
    const told = (history: number) =>
      on
        .said()
        .filter((line) => line.history === history)
        .map(({ filename }) => filename)
        .sort();
    await on.says("so of each", odd.length, ({ history }) => history === 1);
    on.read(Object.fromEntries(odd.map((name) => [`${name}.log`, 260])));
    await on.says("that each has caught up", odd.length, ({ history }) => history === 0);
    write("later.log", "INFO: a line\n".repeat(20));
    await on.says("that it looks again", 1, ({ filename }) => filename.endsWith("later.log"));
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
    fs.writeFileSync(
      Buffer.concat([Buffer.from(on.at("logs/caf")), Buffer.from([0xe9]), Buffer.from(".log")]),
      "x\n",
    );
    const path = (name: string) => on.at(`logs/${name}`);
    expect(on.report().map((line) => line.split("\t"))).toEqual([
      ["file", "2", "0", "1", "", id("a.log"), path("a.log"), path("a.log")],
      ["binary", "4", "4", "1", "", id("binary.log"), path("binary.log"), path("binary.log")],
      ["directory", "0", "0", "0", "", id("folder.log"), path("folder.log"), path("folder.log")],
      ["gone", "0", "0", "0", "", "", "/nowhere/x.log", path("link.log")],
      ["unseen", "2", "2", "1", "", id("a.log"), path("a.log"), path("same.log")],
      ["encoding", "0", "0", "0", "", "", "", path("caf\uFFFD.log")],
      ["newline", "0", "0", "0", "", "", "", path(String.raw`line\nend.log`)],
    ]);
  });
});
