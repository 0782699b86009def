import * as fs from "node:fs";

import { until } from "../e2e/stand/until";
import { eachWithEntrypoint, type Entrypoint } from "../support/entrypoint";

jest.setTimeout(60_000);

describe("the collector's entrypoint, before it starts the agent", () => {
  const entrypoint = eachWithEntrypoint();
  let on: Entrypoint;
  beforeEach(() => (on = entrypoint()));

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
      for (let i = 0; i < files; i++) on.write(`f${i}.log`, "INFO: a line of a log file\n".repeat(2200));
      for (const made of ["data", "programs"]) fs.rmSync(on.at(made), { recursive: true, force: true });
      fs.mkdirSync(on.at("data"));
      const before = on.starts().length;
      // Less than there is: files are begun late.
      on.start(1);
      await on.started(before + 1);
      const count = fs.readFileSync(on.at("programs"), "utf8").split("\n").length;
      await on.ended("SIGTERM");
      return count;
    };
    const few = await programsFor(20);
    expect(await programsFor(200)).toBe(few);
  });

  it("ends at a signal", async () => {
    on.write("a.log", "x\n");
    on.before(["stat"], `touch ${on.at("asked")}; while [ ! -e ${on.at("go")} ]; do sleep 0.1; done`);
    on.start();
    await until("it prepares", () => Promise.resolve(fs.existsSync(on.at("asked"))), 20_000, 50);
    const ended = on.ended("SIGTERM");
    fs.writeFileSync(on.at("go"), "");
    expect(await ended).toBe(143);
    expect(on.output).toBe("");
  });
});
