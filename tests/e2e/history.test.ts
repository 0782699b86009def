import * as fs from "node:fs";

import type { Agent } from "../../components/config/schema";
import { describeE2E, hasImage, type Missing } from "../support/engine";
import { Bench } from "./loss/bench";
import { figures } from "./loss/count";
import { images } from "./loss/images";
import { counted, firing, lines, pause, quiet, stored, undated, upToDate, zoneless } from "./loss/old-lines";
import { until } from "./stand/until";

/**
 * What files hold from before is stored, and never counted as of now: files added, copied, left alone, read late.
 * E2E_AGENT=alloy asks the other agent.
 */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";

const missing: Missing = hasImage(images.loki) ?? hasImage(images[agent]);

const day = 86_400_000;
const shanghai = 8 * 3_600_000;
/** Longer than an up-to-date file may be left alone; see patience in assets/promtail/files.sh. */
const long = 75_000;

describeE2E(`old lines, with ${agent}`, missing, () => {
  let on: Bench;
  let atRest: string[];
  const asHistory = async (fault: string, of: string, count: number) => {
    expect(await stored(on, fault, "1h", `${of} | history="1"`)).toBe(count);
    expect(await counted(on, fault)).toBe(0);
    expect((await on.said()).filter(({ filename, mark }) => mark && of.includes(`"${filename}"`))).toEqual(
      [],
    );
  };
  beforeAll(async () => {
    on = await Bench.start(agent, { timeZone: { name: "Asia/Shanghai", sure: false } });
    atRest = await firing(on);
  }, 120_000);
  afterAll(() => on.dispose(), 60_000);

  it("stores three-day-old lines without a zone at their own times in the host's zone", async () => {
    const from = Date.now() - 3 * day;
    fs.writeFileSync(
      on.file("zoneless"),
      lines(400, (n) => zoneless(from + shanghai + n * 1000, "zoneless", n)),
    );
    await until("they are there", async () => (await stored(on, "zoneless", "7d")) === 400, 90_000, 1000);
    expect(await stored(on, "zoneless", "2d")).toBe(0);
    expect(await stored(on, "zoneless", "7d", ' | history="1"')).toBe(0);
    expect(await counted(on, "zoneless")).toBe(0);
  }, 120_000);

  it("stores old lines without a time that come while it runs, and nothing counts them", async () => {
    fs.writeFileSync(
      on.file("undated"),
      lines(400, (n) => undated("undated", n)),
    );
    await until("they are there", async () => (await stored(on, "undated", "1h")) === 400, 90_000, 1000);
    await quiet(on, "undated");
    await asHistory("undated", ` | filename="${on.file("undated")}"`, 400);
  }, 120_000);

  it("counts what is written once the file's end has been read", async () => {
    await upToDate(on, "undated");
    await until(
      "it counts",
      async () => {
        fs.appendFileSync(on.file("undated"), undated("fresh", 1));
        return (await counted(on, "fresh")) > 0;
      },
      60_000,
      2000,
    );
  }, 160_000);

  it("counts lines of now of a service in another zone", async () => {
    fs.writeFileSync(on.file("utc"), zoneless(Date.now(), "first", 1));
    await upToDate(on, "utc");
    await until(
      "it counts",
      async () => {
        fs.appendFileSync(on.file("utc"), zoneless(Date.now(), "utc", 1));
        return (await counted(on, "utc")) > 0;
      },
      60_000,
      2000,
    );
    // In the host's own zone a line needs no file that is up to date.
    fs.writeFileSync(on.file("cst"), zoneless(Date.now() + shanghai, "cst", 1));
    await until("it counts", async () => (await counted(on, "cst")) > 0, 60_000, 1000);
  }, 240_000);

  it("has no rule that counts a rotated copy of another name", async () => {
    fs.renameSync(on.file("undated"), on.file("undated.1"));
    fs.writeFileSync(on.file("undated"), undated("successor", 1));
    await until(
      "it is there again",
      async () => (await stored(on, "undated", "1h", ' | filename=~".*\\\\.1\\\\.log"')) >= 400,
      90_000,
      1000,
    );
    await quiet(on, "undated.1");
    // What was written to it meanwhile is among them.
    await asHistory("undated", ` | filename="${on.file("undated.1")}"`, 400);
    // The name goes on being up to date.
    await until("it counts", async () => (await counted(on, "successor")) > 0, 60_000, 1000);
  }, 180_000);

  it("takes what was written while the collector was stopped as history", async () => {
    fs.writeFileSync(on.file("stopped"), undated("before", 1));
    await upToDate(on, "stopped");
    await on.container("collector", "stop");
    fs.appendFileSync(
      on.file("stopped"),
      lines(400, (n) => undated("stopped", n)),
    );
    await pause(long);
    await on.container("collector", "start");
    await until("they are there", async () => (await stored(on, "stopped", "1h")) === 400, 90_000, 1000);
    expect(await counted(on, "stopped")).toBe(0);
    expect(await firing(on)).toEqual(atRest);
    // The collector looks at its files every few seconds: the lines may be there before its first look.
    await until("the collector has said so", async () =>
      (await on.said()).some(({ filename, history }) => filename === on.file("stopped") && history),
    );
  }, 300_000);

  it("takes what it reads once Loki is back for history, until it has caught up, and loses none", async () => {
    const writer = on.write("away", 20);
    await on.arrived("away", 20);
    await upToDate(on, "away");
    await on.container("loki", "stop");
    const from = writer.written();
    await pause(long);
    await on.startLoki();
    const to = writer.written();
    await on.arrived("away", to);
    const history = () => stored(on, "away", "1h", ' | history="1"');
    // Some were read before they were old, and Alloy reads on for a while: these have their times.
    if (agent === "promtail") expect(await history()).toBeGreaterThan((to - from) / 2);
    // What is written then is of now.
    await upToDate(on, "away");
    await until(
      "no more is history",
      async () => {
        const before = await history();
        await writer.more(200);
        return (await history()) === before;
      },
      90_000,
      1000,
    );
    expect((await on.said()).filter(({ filename, mark }) => mark && filename === on.file("away"))).toEqual(
      [],
    );
    const count = await on.count("away", await writer.finish());
    expect(figures(count)).toEqual({ in: count.in, out: count.in, twice: 0 });
    expect(await on.said()).toContainEqual(
      expect.objectContaining({ filename: on.file("away"), history: 1, undated: 1 }),
    );
  }, 400_000);
});

describeE2E(`a large file before the first start, with ${agent}`, missing, () => {
  const huge = 60_000_000;
  let on: Bench;
  beforeAll(async () => {
    const block = lines(10_000, (n) => undated("huge", n));
    on = await Bench.start(agent, {
      timeZone: { name: "UTC", sure: false },
      prepare: (bench) => {
        while ((fs.statSync(bench.file("huge"), { throwIfNoEntry: false })?.size ?? 0) < huge)
          fs.appendFileSync(bench.file("huge"), block);
      },
    });
  }, 120_000);
  afterAll(() => on.dispose(), 60_000);

  it("lets lines of now through within a minute, and says what is left out", async () => {
    const from = Date.now();
    fs.appendFileSync(on.file("other"), zoneless(Date.now(), "other", 1));
    fs.appendFileSync(on.file("huge"), undated("tail", 1));
    await on.arrived("other", 1);
    await on.arrived("tail", 1);
    expect(Date.now() - from).toBeLessThan(60_000);
    await upToDate(on, "huge");
    expect(await counted(on, "huge")).toBe(0);
    const said = (await on.said()).filter(({ filename }) => filename === on.file("huge"));
    expect(said[0]).toMatchObject({ history: 1 });
    expect(said[0]?.left_out).toBeGreaterThan(huge / 2);
    expect(said.at(-1)).toMatchObject({ history: 0, behind: 0 });
    expect(await on.inCollector("source /etc/promtail/files.sh && report")).toMatch(
      new RegExp(`^file\\t\\d+\\t0\\t0\\t\\d{8,}\\t\\d+:\\d+\\t${on.file("huge")}\\t`, "m"),
    );
  }, 300_000);
});
