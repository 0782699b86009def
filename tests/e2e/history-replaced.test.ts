import * as fs from "node:fs";

import type { Agent } from "../../components/config/schema";
import { allHosts, queries } from "../../components/observability/logql";
import { describeE2E, hasImage, type Missing } from "../support/engine";
import { Bench } from "./loss/bench";
import { images } from "./loss/images";
import { lines, quiet, stored, undated, upToDate } from "./loss/old-lines";
import { until } from "./stand/until";

/** E2E_AGENT=alloy asks the other agent. */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";

const missing: Missing = hasImage(images.loki) ?? hasImage(images[agent]);

describeE2E(`an older file in a known one's place, with ${agent}`, missing, () => {
  let on: Bench;
  beforeAll(async () => {
    on = await Bench.start(agent, { timeZone: { name: "UTC", sure: false } });
  }, 120_000);
  afterAll(() => on.dispose(), 60_000);

  it("is counted by no rule, and the span is marked for the graphs", async () => {
    fs.writeFileSync(on.file("known"), undated("before", 1));
    await upToDate(on, "known");
    // Of a name that is not read.
    const older = `${on.file("known")}.new`;
    fs.writeFileSync(
      older,
      lines(400, (n) => undated("older", n)),
    );
    fs.renameSync(older, on.file("known"));
    await until("they are there", async () => (await stored(on, "older", "1h")) === 400, 90_000, 1000);
    await quiet(on, "known");
    for (const mark of ["begin", "end"] as const) {
      const marks = `${queries(allHosts).oldLines(mark)} | filename="${on.file("known")}" | from!="" | to!=""`;
      await until(
        `Loki has the mark of the ${mark}`,
        async () => (await on.loki.number(`sum(count_over_time(${marks} [1h]))`)) === 1,
        90_000,
        1000,
      );
    }
    // The few lines with which it began were of now.
    const marks = (await on.said()).filter(({ filename }) => filename === on.file("known"));
    expect(marks.flatMap(({ mark }) => (mark === "begin" || mark === "end" ? [mark] : []))).toEqual([
      "begin",
      "end",
    ]);
  }, 300_000);
});
