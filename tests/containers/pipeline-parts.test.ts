import * as fs from "node:fs";
import * as path from "node:path";

import { partText } from "../../components/containers/collector-file/pipeline";
import { readAsset } from "../../components/shared/assets";
import { testedAgents } from "../../scripts/tables/formats";
import { type Collector, defaults } from "../support/collector";
import { declared, found, given } from "../support/pipeline-contract";
import { parts, runCases } from "../support/pipeline-parts";
import { withAgent } from "../support/with-agent";
import { cases } from "./pipeline-cases";

jest.setTimeout(120_000);

function eachPartAlone(collector: Collector): void {
  let results: Awaited<ReturnType<typeof runCases>>;
  beforeAll(async () => {
    results = await runCases(collector, cases);
  });

  it.each(Object.keys(cases))("%s", (name) => {
    const own = cases[name] ?? [];
    const told = (sent: (at: number) => unknown) => own.map(({ lines }, at) => ({ lines, sent: sent(at) }));
    expect(told((at) => results[name]?.[at])).toEqual(told((at) => own[at]?.sent));
  });
}

for (const agent of testedAgents) withAgent(agent, "with each part of the pipeline alone", eachPartAlone);

describe("the parts of the pipeline", () => {
  const text = (name: string) => partText(parts.find((part) => part.name === name) ?? { name }, defaults);
  const names = parts.map(({ name }) => name);

  it("are all in the pipeline, each once, and tried alone", () => {
    const folder = path.join(__dirname, "../../assets/promtail/pipeline");
    const files = fs.readdirSync(folder).map((file) => path.basename(file, ".yaml"));
    const made = parts.filter((part) => part.text).map(({ name }) => name);
    expect([...names].sort()).toEqual([...files, ...made].sort());
    expect(Object.keys(cases)).toEqual(names);
    for (const file of files) expect(text(file).split("\n").length).toBeLessThan(60);
  });

  it.each(names)("say what they read and write: %s", (name) => {
    const sorted = ({ reads, writes, drops }: ReturnType<typeof declared>) => ({
      reads: [...reads].sort(),
      writes: [...writes].sort(),
      drops: [...drops].sort(),
    });
    expect(sorted(declared(text(name)))).toEqual(sorted(found(text(name))));
  });

  it("read only what the base or a part before them writes", () => {
    const known = new Set(given(readAsset("promtail/base.yaml")));
    for (const name of names) {
      const { reads, writes } = found(text(name));
      expect([name, reads.filter((field) => !known.has(field))]).toEqual([name, []]);
      writes.forEach((field) => known.add(field));
    }
  });

  it("write nothing that nobody reads", () => {
    // What leaves the collector, and what every line has anyway.
    const used = new Set(["metadata", ...given(readAsset("promtail/base.yaml"))]);
    for (const name of names) found(text(name)).uses.forEach((field) => used.add(field));
    const idle = names.flatMap((name) => found(text(name)).writes.filter((field) => !used.has(field)));
    expect(idle).toEqual([]);
  });
});
