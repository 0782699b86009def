import * as fs from "node:fs";

import { until } from "../e2e/stand/until";
import { eachWithEntrypoint, type Entrypoint } from "../support/entrypoint";

jest.setTimeout(60_000);

describe("the collector's entrypoint, of a name in whose place another file is put", () => {
  const entrypoint = eachWithEntrypoint();
  let on: Entrypoint;
  beforeEach(() => (on = entrypoint()));
  const upToDate = () => fs.readFileSync(on.at("data/files/up-to-date"), "utf8");

  it("says that an older one is old, and between when its lines were read", async () => {
    for (const name of ["moved", "copied"]) on.write(`${name}.log`, "INFO: a line\n".repeat(200));
    on.read({ "moved.log": 2600, "copied.log": 2600 });
    on.start();
    await on.started();
    const old = "INFO: an old line\n";
    fs.writeFileSync(on.at("old"), old.repeat(400));
    fs.renameSync(on.at("old"), on.at("logs/moved.log"));
    on.write("copied.log", old.repeat(100));
    const names = ["copied", "moved"].map((name) => on.at(`logs/${name}.log`));
    const begun = await on.says("that they are old", 2, ({ mark }) => mark === "begin");
    expect(begun.map(({ filename }) => filename).sort()).toEqual(names);
    for (const line of begun) expect(line).toMatchObject({ history: 1, undated: 1 });
    expect(upToDate()).not.toContain("logs/");
    const ended = await on.says("until when they counted", 2, ({ mark }) => mark === "end");
    expect(ended.map(({ filename }) => filename).sort()).toEqual(names);
    for (const { filename, history, from = "", to = "" } of ended) {
      expect(history).toBe(1);
      expect(from).toBe(begun.find((line) => line.filename === filename)?.from);
      expect(Date.parse(to)).toBeGreaterThan(Date.parse(from));
    }
    on.read({ "moved.log": 7200, "copied.log": 1800 });
    const read = await on.says("that they have been read", 2, ({ history }) => history === 0);
    for (const line of read) expect(line).toMatchObject({ behind: 0 });
    for (const name of names) expect(upToDate()).toContain(name);
  });

  it("says so of one, too, that the agent has read before it looks", async () => {
    on.write("moved.log", "INFO: a line\n".repeat(200));
    on.read({ "moved.log": 2600 });
    on.start();
    await on.started();
    fs.writeFileSync(on.at("old"), "INFO: an old line\n".repeat(400));
    on.read({ "moved.log": 7200 });
    fs.renameSync(on.at("old"), on.at("logs/moved.log"));
    const [begun] = await on.says("that it is old", 1, ({ mark }) => mark === "begin");
    expect(begun).toMatchObject({ filename: on.at("logs/moved.log"), history: 1, undated: 1 });
    await on.says("that it has been read", 1, ({ history }) => history === 0);
  });

  it("takes a new one with few lines for one of now, before the agent has read it", async () => {
    on.start();
    await on.started();
    on.write("few.log", "INFO: a line\n".repeat(3));
    on.write("many.log", "INFO: a line\n".repeat(20));
    const [said] = await on.says("what came", 1);
    expect(said?.filename).toBe(on.at("logs/many.log"));
    // It says so of each no later than at the next look.
    fs.rmSync(on.at("logs/many.log"));
    await on.says("that it is gone", 1, ({ history }) => history === 0);
    expect(on.said().map(({ filename }) => filename)).not.toContain(on.at("logs/few.log"));
    expect(upToDate()).toContain(on.at("logs/few.log"));
  });

  it("takes an ordinary rotation for none, be it a new file or a truncated one", async () => {
    const names = ["renamed", "truncated"];
    const writes = (name: string, lines: number) =>
      fs.appendFileSync(on.at(`logs/${name}.log`), "INFO: a line of the service\n".repeat(lines));
    const size = (name: string) => fs.statSync(on.at(`logs/${name}.log`)).size;
    const reads = () => on.read(Object.fromEntries(names.map((name) => [`${name}.log`, size(name)])));
    // A look asks stat once.
    fs.writeFileSync(on.at("looks"), "");
    on.before(["stat"], `echo >> ${on.at("looks")}`);
    for (const name of names) writes(name, 1000);
    reads();
    on.start();
    await on.started();
    const looks = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const before = fs.statSync(on.at("looks")).size;
        for (const name of names) writes(name, 40);
        reads();
        await until("it looks", () => Promise.resolve(fs.statSync(on.at("looks")).size > before), 20_000, 50);
      }
    };
    await looks(3);
    fs.renameSync(on.at("logs/renamed.log"), on.at("logs/renamed.log.1"));
    fs.copyFileSync(on.at("logs/truncated.log"), on.at("logs/truncated.log.1"));
    fs.truncateSync(on.at("logs/truncated.log"));
    await looks(2);
    // A service that begins a file a day: no more than it wrote before.
    on.write("next-day.log", "INFO: a line of the service\n".repeat(60));
    await looks(1);
    on.write("later.log", "INFO: a line\n".repeat(2000));
    const said = await on.says("what came");
    expect(said.map(({ filename }) => filename)).toEqual([on.at("logs/later.log")]);
    for (const name of [...names, "next-day"]) expect(upToDate()).toContain(on.at(`logs/${name}.log`));
  });

  it("says of a file that is deleted before its end has been read that nothing of it is still to be read", async () => {
    on.write("a.log", "old 1\nold 2\n");
    on.start();
    await on.started();
    await on.says("what is behind");
    fs.rmSync(on.at("logs/a.log"));
    const [, gone] = await on.says("that it is gone", 2);
    expect(gone).toMatchObject({ filename: on.at("logs/a.log"), history: 0, behind: 0 });
  });
});
