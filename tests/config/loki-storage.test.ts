import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

const old = { from: "2020-10-24", store: "boltdb-shipper", schema: "v11" };

describe("streams that Loki keeps for another time", () => {
  const stream = { selector: '{job="ollama-service", level=~`e.*`}', period: "3d" };

  it("reach Loki in its words", async () => {
    const { loki } = await configWith({ retentionStreams: [stream, { ...stream, priority: 3 }] });
    expect(loki?.retentionStreams).toEqual([
      { ...stream, period: "72h", priority: 0 },
      { ...stream, period: "72h", priority: 3 },
    ]);
  });

  it.each([
    [{ ...stream, selector: "job=x" }, "labels in braces"],
    [{ ...stream, selector: '{job="x"} |= "a"' }, "labels in braces"],
    [{ ...stream, selector: "{}" }, "labels in braces"],
    [{ ...stream, period: "12h" }, "a duration from 24h to 3650d"],
    [{ ...stream, priority: -1 }, "a whole number from 0 on"],
    [{ selector: stream.selector }, "retentionStreams[0].period is not set"],
    [{ ...stream, prioritys: 1 }, "Did you mean priority?"],
  ])("are refused as %j", async (entry, told) => {
    const message = await mistakes({ retentionStreams: [entry] });
    expect(message).toContain("has 1 mistake(s)");
    expect(message).toContain(told);
  });
});

describe("older periods of Loki's data", () => {
  it("reach Loki in their order, with the prefix that everybody has", async () => {
    const later = { from: "2024-05-01", store: "tsdb", schema: "v12", prefix: "tsdb_" };
    const { loki } = await configWith({ lokiOlderPeriods: [old, later], lokiSchemaFrom: "2026-11-27" });
    expect(loki).toMatchObject({
      olderPeriods: [{ ...old, prefix: "index_" }, later],
      schemaFrom: "2026-11-27",
    });
  });

  it.each([
    [{ lokiOlderPeriods: [{ ...old, store: "cassandra" }] }, "one of boltdb-shipper, tsdb"],
    [{ lokiOlderPeriods: [{ ...old, schema: "v14" }] }, "one of v9, v10, v11, v12, v13"],
    [{ lokiOlderPeriods: [{ ...old, from: "yesterday" }] }, "a date as YYYY-MM-DD"],
    [{ lokiOlderPeriods: [{ store: "tsdb", schema: "v12" }] }, "lokiOlderPeriods[0].from is not set"],
    [{ lokiOlderPeriods: [{ ...old, form: "2020-01-01" }] }, "Did you mean from?"],
    [{ lokiSchemaFrom: "27.11.2026" }, "a date as YYYY-MM-DD"],
    [
      { lokiOlderPeriods: [old], lokiSchemaFrom: "2020-10-24" },
      "a day after 2020-10-24, where the period before it begins",
    ],
    [{ lokiOlderPeriods: [old, old], lokiSchemaFrom: "2026-11-27" }, "lokiOlderPeriods[1].from"],
  ])("refuses %j", async (keys, told) => {
    const message = await mistakes(keys);
    expect(message).toContain("has 1 mistake(s)");
    expect(message).toContain(told);
  });
});
