import * as fs from "node:fs";

import { until } from "../e2e/stand/until";
import { eachWithEntrypoint } from "../support/entrypoint";

/** What of the agent's notes is believed at its next start: see assets/promtail/delivered.sh. */
describe("the collector's notes", () => {
  const the = eachWithEntrypoint();
  const note = () => fs.readFileSync(the().at("data/positions.yaml"), "utf8");
  const copy = () => fs.readFileSync(the().at("data/files/delivered/positions.yaml"), "utf8");

  /** An agent that has read so far, all of it delivered, and then a little more. */
  async function reads(delivered: Record<string, number>, more: Record<string, number>): Promise<void> {
    for (const name of Object.keys({ ...delivered, ...more })) the().write(name, "a line\n".repeat(200));
    the().read(delivered);
    the().start();
    await the().started(1);
    await until("what was delivered is kept", () => copy() === note(), 20_000);
    the().read(more);
  }

  it("are those of what was delivered after it was killed", async () => {
    await reads({ "a.log": 700, "b.log": 7 }, { "a.log": 770, "b.log": 7, "new.log": 70 });
    await the().ended("SIGKILL");
    the().start();
    await the().started(2);
    expect(note()).toMatch(/a\.log: "700"\n.*b\.log: "7"\n.*new\.log: "0"\n$/);
  }, 60_000);

  it("are its last ones when it ended in good order while Loki answered", async () => {
    await reads({ "a.log": 700 }, { "a.log": 770 });
    await the().ended("SIGTERM");
    the().start();
    await the().started(2);
    expect(note()).toContain('a.log: "770"');
  }, 60_000);

  it("are those of what was delivered when it ended while Loki was away", async () => {
    await reads({ "a.log": 700 }, { "a.log": 770 });
    await the().withoutLoki(() => the().ended("SIGTERM"));
    the().start();
    await the().started(2);
    expect(note()).toContain('a.log: "700"');
  }, 60_000);

  it("never go forward, such as in a file that was begun anew", async () => {
    await reads({ "a.log": 700 }, { "a.log": 14 });
    await the().ended("SIGKILL");
    the().start();
    await the().started(2);
    expect(note()).toContain('a.log: "14"');
  }, 60_000);

  it("cost nothing while they say what has been delivered: no program is started for them, and Loki is not asked", async () => {
    const programs = ["timeout", "bash", "head", "grep", "mkdir", "mv", "rm", "touch", "stat"];
    the().before(programs, `echo "\${0##*/}" >> ${the().at("programs")}`);
    await reads({ "a.log": 1400 }, { "a.log": 1400 });
    const started = () => fs.readFileSync(the().at("programs"), "utf8").trim().split("\n");
    const looks = (count: number) =>
      until(`${count} looks`, () =>
        Promise.resolve(started().filter((name) => name === "stat").length > count),
      );
    await looks(started().filter((name) => name === "stat").length);
    const asked = the().asked();
    fs.writeFileSync(the().at("programs"), "stat\n");
    // As the agent does every few seconds.
    const kept = fs.statSync(the().at("data/files/delivered/positions.yaml")).mtimeMs;
    the().read({ "a.log": 1400 });
    await looks(3);
    expect([...new Set(started())].sort()).toEqual(["stat", "touch"]);
    expect(started().filter((name) => name === "touch")).toHaveLength(1);
    expect(fs.statSync(the().at("data/files/delivered/positions.yaml")).mtimeMs).toBeGreaterThan(kept);
    expect(the().asked()).toBe(asked);
  }, 60_000);

  it.each([0, 503])(
    "are not those of what was read while Loki answered %i",
    async (status) => {
      await reads({ "a.log": 700 }, { "a.log": 700 });
      await the().withoutLoki(async () => {
        const before = the().asked();
        the().read({ "a.log": 770 });
        await until("Loki is asked at some looks", () => Promise.resolve(the().asked() > before + 2), 30_000);
        expect(copy()).toContain('a.log: "700"');
      }, status);
      await until("what was delivered is kept", () => copy() === note(), 20_000);
    },
    90_000,
  );

  it.each([
    ["empty", () => Buffer.alloc(0)],
    ["cut off", (whole: Buffer) => whole.subarray(0, -3)],
    ["filled with zeros", (whole: Buffer) => Buffer.alloc(whole.length)],
    ["with zeros behind", (whole: Buffer) => Buffer.concat([whole, Buffer.alloc(100)])],
    ["something else", () => Buffer.from("}{ no positions\n\x01\xff")],
  ])(
    "are put back when they are %s",
    async (_, damaged) => {
      await reads({ "a.log": 700 }, { "a.log": 770 });
      const before = copy();
      fs.writeFileSync(the().at("data/positions.yaml"), damaged(Buffer.from(note())));
      await the().ended("SIGTERM");
      the().start();
      await the().started(2);
      expect(note()).toBe(before);
    },
    60_000,
  );

  it("are understood as Alloy writes them", () => {
    const at = (path: string, number: number) =>
      `  ? path: ${path}\n    labels: '{job="x"}'\n  : "${number}"\n`;
    const [kept, now] = [the().at("kept.yml"), the().at("now.yml")];
    fs.writeFileSync(kept, `positions:\n${at("/b: c.log", 5)}${at("/a.log", 7)}`);
    fs.writeFileSync(now, `positions:\n${at("/a.log", 9)}${at("/b: c.log", 6)}${at("/new.log", 8)}`);
    the().shell(`whole ${now} && rewind ${now} ${kept} "$REPLY"`);
    expect(fs.readFileSync(now, "utf8")).toBe(
      `positions:\n${at("/a.log", 7)}${at("/b: c.log", 5)}${at("/new.log", 0)}`,
    );
  });
});
