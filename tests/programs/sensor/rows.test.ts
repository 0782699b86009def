import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { buildSync } from "esbuild";

import { root } from "../../../scripts/offline/project";
import { ends, refusals, throttles } from "./made-ends";
import { apps, cgroups, rows } from "./made-outputs";

/** What the sensor's own functions make of each made output; they are modules of a program, so another process asks them. */
function read(): Record<string, unknown[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sensor-rows-"));
  const contents = `
    import { readApp } from "./apps";
    import { containerId } from "./container-id";
    import { faultOfExit } from "./faults";
    import { Fields } from "./fields";
    import { readRow } from "./row";
    import { throttling } from "./throttle";
    const made = JSON.parse(process.argv[2]);
    console.log(JSON.stringify({
      rows: made.rows.map((line) => readRow(line, new Fields().list) ?? null),
      apps: made.apps.map((line) => readApp(line) ?? null),
      cgroups: made.cgroups.map((text) => containerId(text) ?? null),
      ends: made.ends.map(([code, said]) => faultOfExit(code ?? undefined, said)),
      throttles: made.throttles.map((mask) => throttling(mask) ?? null),
      refusals: made.refusals.map((said) => {
        const fields = new Fields();
        const again = said.map((each) => fields.refuse(each));
        return { again, fields: fields.list };
      }),
    }));`;
  const outfile = path.join(folder, "read.mjs");
  const stdin = { contents, resolveDir: path.join(root, "programs/sensor"), loader: "ts" as const };
  buildSync({ stdin, bundle: true, platform: "node", format: "esm", outfile });
  const made = {
    rows: rows.map(([, line]) => line),
    apps: apps.map(([, line]) => line),
    cgroups: cgroups.map(([, text]) => text),
    ends: ends.map(([code, said]) => [code, said]),
    throttles: throttles.map(([mask]) => mask),
    refusals: refusals.map(([, said]) => said),
  };
  const { stdout, stderr } = spawnSync(process.execPath, [outfile, JSON.stringify(made)], {
    encoding: "utf8",
  });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown[]>;
}

const found = read();
const numbered = <T>(list: readonly T[]) => list.map((each, at) => ({ each, at }));

describe("a line about a card", () => {
  it.each(numbered(rows))("$each.0", ({ each: [, , expected, absent = []], at }) => {
    const row = found.rows?.[at] as { card: object } | null;
    if (expected === null) expect(row).toBeNull();
    else expect(row).toMatchObject(expected);
    expect(Object.keys(row?.card ?? {}).filter((key) => absent.includes(key))).toEqual([]);
  });

  it("leaves out what is not told, and never makes it 0", () => {
    const at = rows.findIndex(([name]) => name.startsWith("absent"));
    const { card } = found.rows?.[at] as { card: object };
    expect(Object.keys(card).sort()).toEqual(["gpu", "name", "vendor"]);
  });
});

test.each(numbered(apps))("a process: $each.0", ({ each: [, , expected], at }) => {
  expect(found.apps?.[at]).toEqual(expected);
});

test.each(numbered(cgroups))("a container: $each.0", ({ each: [, , expected], at }) => {
  expect(found.cgroups?.[at]).toBe(expected);
});

test.each(numbered(ends))("an end: $each.0 $each.1", ({ each: [code, , reason, more], at }) => {
  expect(found.ends?.[at]).toMatchObject({ reason, ...(code === null ? {} : { code }), ...more });
});

test.each(numbered(throttles))("what slows a card down: $each.0", ({ each: [, expected], at }) => {
  expect(found.throttles?.[at]).toEqual(expected);
});

test.each(numbered(refusals))("fields a driver does not know: $each.0", ({ each: [, , has, hasNot], at }) => {
  const { fields } = found.refusals?.[at] as { fields: string[] };
  expect(fields).toEqual(expect.arrayContaining(has));
  expect(fields.filter((field) => hasNot.includes(field))).toEqual([]);
});
