import * as fs from "node:fs";

import { until } from "../e2e/stand/until";
import { eachWithEntrypoint, type Entrypoint } from "../support/entrypoint";

jest.setTimeout(90_000);

const text = "INFO: an old line\n".repeat(400);

describe("what the collector's entrypoint tells the pipeline of files whose lines are history", () => {
  const entrypoint = eachWithEntrypoint();
  let on: Entrypoint;
  beforeEach(() => (on = entrypoint()));
  const told = (what: string, names: string[]) =>
    until(what, () => Promise.resolve(on.old().join() === names.join()), 40_000, 100);
  /** Lets something take less long than it would. */
  const shorter = (file: string, from: string, to: string) => {
    const script = fs.readFileSync(on.at(file), "utf8");
    expect(script).toContain(from);
    fs.writeFileSync(on.at(file), script.replace(from, to));
  };
  /** Waits for so many looks, at which stat is asked. */
  const looks = async (count: number) => {
    const asked = () => fs.statSync(on.at("looks")).size;
    const from = asked();
    await until(`${count} looks`, () => Promise.resolve(asked() - from >= count), 40_000, 50);
  };
  const countLooks = () => {
    fs.writeFileSync(on.at("looks"), "");
    on.before(["stat"], `echo >> ${on.at("looks")}`);
  };

  it("are those that are not read to their ends as it starts, until they are", async () => {
    on.write("read.log", text);
    on.write("old.log", text);
    on.write('日 "it\'s".log', text);
    on.read({ "read.log": text.length });
    on.start();
    await on.started();
    expect(on.old()).toEqual(["old.log", '日 "it\'s".log']);
    on.read({ "read.log": text.length, "old.log": text.length, '日 "it\'s".log': 18 });
    await told("one has been read", ['日 "it\'s".log']);
  });

  it("are those in whose place an older one was put, and the span is told in which it was not known", async () => {
    on.write("a.log", text);
    on.read({ "a.log": text.length });
    on.start();
    await on.started();
    expect(on.old()).toEqual([]);
    fs.writeFileSync(on.at("older"), text.repeat(2));
    fs.renameSync(on.at("older"), on.at("logs/a.log"));
    await told("it is history", ["a.log"]);
    const [begin, end] = await on.says("the span", 2, ({ mark }) => mark !== undefined);
    expect([begin?.mark, end?.mark]).toEqual(["begin", "end"]);
    expect(end?.from).toBe(begin?.from);
    // All before the first look after the one that did not know.
    expect(Date.parse(end?.to ?? "") - Date.parse(end?.from ?? "")).toBeLessThan(20_000);
    on.read({ "a.log": text.length * 2 });
    await told("it has been read", []);
    expect(on.said().filter(({ mark }) => mark)).toHaveLength(2);
  });

  it("are those that fall behind, until they have caught up", async () => {
    shorter("files.sh", "\npatience=60\n", "\npatience=6\n");
    on.write("behind.log", text);
    on.write("quick.log", text);
    const read = (behind: number) => on.read({ "behind.log": behind, "quick.log": text.length });
    read(text.length);
    on.start();
    await on.started();
    fs.appendFileSync(on.at("logs/behind.log"), text);
    await told("it is history", ["behind.log"]);
    read(text.length * 2);
    await told("it has caught up", []);
    // Nothing was counted that was old.
    expect(on.said().filter(({ mark }) => mark)).toEqual([]);
  });

  it("are those that have been read, too, while Loki takes nothing: their lines are still on their way", async () => {
    countLooks();
    on.write("old.log", text);
    on.start();
    await on.started();
    await on.withoutLoki(async () => {
      await looks(1);
      on.read({ "old.log": text.length });
      await on.says("that it has been read", 1, ({ history }) => history === 0);
      await looks(3);
      expect(on.old()).toEqual(["old.log"]);
    });
    // The agent may still wait for its next try.
    await looks(1);
    expect(on.old()).toEqual(["old.log"]);
    await told("they have come", []);
  });

  it("are none that the agent does not go on reading though Loki answers: rather old lines count than never one of now", async () => {
    // Longer than between two lines about a file: it is to be told that it goes on before it is given up again.
    shorter("history.sh", " longest=600\n", " longest=16\n");
    on.write("stuck.log", text);
    on.start();
    await on.started();
    expect(on.old()).toEqual(["stuck.log"]);
    await told("it is given up", []);
    await on.says("that its lines count", 1, ({ mark }) => mark === "begin");
    on.read({ "stuck.log": 18 });
    await told("it goes on", ["stuck.log"]);
    await on.says("until when they counted", 1, ({ mark }) => mark === "end");
  });

  it("are those that wait for Loki, for however long", async () => {
    shorter("history.sh", " longest=600\n", " longest=4\n");
    countLooks();
    on.write("waits.log", text);
    await on.withoutLoki(async () => {
      on.start();
      await on.started();
      await looks(5);
      expect(on.old()).toEqual(["waits.log"]);
    });
  });
});
