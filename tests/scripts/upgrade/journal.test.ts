import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { type Entry, Journal } from "../../../scripts/upgrade/journal";
import { lastProgram, rememberProgram, thisProgram } from "../../../scripts/upgrade/program";

const entry: Entry = {
  ...{ backup: "/backups/lab-1", phase: "forward", pid: 1, began: "2026-11-26T17:45:12.000Z" },
  ...{ images: { lokiImage: "grafana/loki:3.7.6" }, pins: { lokiImage: "" }, containers: { loki: "a" } },
  program: { version: "0.1.0" },
  content: { at: 1, lines: 2, boards: [], probed: false },
};

describe("where an upgrade stands", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "journal-"))));
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
    jest.restoreAllMocks();
  });

  it("is read by the next command as it was written, of that stack alone", () => {
    new Journal("lab", folder).write(entry);
    expect(new Journal("lab", folder).read()).toEqual(entry);
    expect(new Journal("dev", folder).read()).toBeUndefined();
    new Journal("lab", folder).clear();
    expect(new Journal("lab", folder).read()).toBeUndefined();
  });

  it("is not guessed where it cannot be read", () => {
    fs.writeFileSync(path.join(folder, "lab.upgrade.json"), '{"backup":');
    expect(() => new Journal("lab", folder).read()).toThrow(
      /lab\.upgrade\.json, .* cannot be read\. Nothing was changed\. Remove it/,
    );
  });

  it("keeps `up` from half replaced data, and lets it go on forwards with a word", () => {
    const said = jest.spyOn(console, "log").mockImplementation();
    const journal = new Journal("lab", folder);
    journal.refuseWayBack();
    expect(said).not.toHaveBeenCalled();
    journal.write(entry);
    journal.refuseWayBack();
    expect(said).toHaveBeenCalledWith(expect.stringContaining("upgrade -- --back"));
    journal.write({ ...entry, phase: "back" });
    expect(() => journal.refuseWayBack()).toThrow(
      /way back .* was cut off.*npm run restore -- \/backups\/lab-1/,
    );
  });

  it("is not gone on with while its command runs, and waits for the `up` that a killed one left", async () => {
    const said = jest.spyOn(console, "log").mockImplementation();
    const journal = new Journal("lab", folder);
    // A number that is another program's by now.
    await journal.refuseBusy({ ...entry, pid: process.ppid, up: process.ppid });
    expect(said).not.toHaveBeenCalled();
    const going = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)", "scripts/upgrade.ts"]);
    try {
      await expect(journal.refuseBusy({ ...entry, pid: going.pid ?? 0 })).rejects.toThrow(
        `Another upgrade of this stack is going on (process ${going.pid}). Nothing was changed.`,
      );
    } finally {
      going.kill();
    }
    const left = spawn(process.execPath, ["-e", "setTimeout(() => {}, 1500)", "scripts/up.ts"]);
    await journal.refuseBusy({ ...entry, up: left.pid });
    expect(said).toHaveBeenCalledWith(`Waiting for the \`up\` that is still going on (process ${left.pid}).`);
    expect(left.exitCode ?? left.signalCode).not.toBeNull();
  });

  it("has the program that brought a stack up", () => {
    expect(lastProgram("lab", folder)).toBeUndefined();
    rememberProgram("lab", folder);
    expect(lastProgram("lab", folder)).toEqual(thisProgram());
    fs.writeFileSync(path.join(folder, "lab.program.json"), "of a program to come");
    expect(lastProgram("lab", folder)).toBeUndefined();
  });
});
