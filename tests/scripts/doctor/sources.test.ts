import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { formsInWords, formsOf } from "../../../scripts/doctor/forms";
import { LogFiles } from "../../../scripts/doctor/log-files";
import { type Machine, thisMachine } from "../../../scripts/doctor/machine";
import { targets } from "../../../scripts/doctor/targets";
import { configWith } from "../../support/config";
import { madeMachine } from "../../support/made-machine";

const nobody = { exec: () => Promise.reject(new Error("no container is asked")), local: true };

describe("the forms of lines", () => {
  it("are told by name, and what is of none by its shape alone", () => {
    const forms = formsOf(
      [
        'INFO:     10.0.0.1:5000 - "GET / HTTP/1.1" 200 OK',
        "INFO:     Started server process [1]",
        "Frage: Wie heißt 1984 der Autor?",
        "  a line that goes on",
      ].join("\n"),
    );
    expect(forms).toMatchObject({ lines: 3, known: [["uvicorn", 2]], unknown: 1 });
    expect(formsInWords(forms ?? never())).toBe(
      'of 3 lines: uvicorn (2), no known form (1, such as "aaaa: aaa aaaa 9999 aaa aaaa?")',
    );
  });

  it("are of the line, whatever colours it has", () => {
    expect(formsOf("\u001b[32mINFO\u001b[0m:     ready\r\n")?.known).toEqual([["uvicorn", 1]]);
  });

  it("are none of an empty log", () => {
    expect(formsOf("\n \n")).toBeUndefined();
  });
});

describe("log files", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "doctor-"));
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  const look = async (machine: Machine, globs: string[]) => {
    const config = await configWith({ ollamaLogFiles: [], modelServerLogFiles: [] });
    // The configuration takes paths below /var/log only, where not every user may write.
    config.collector.sources.webuiLogFiles = globs;
    return new LogFiles(config, nobody, machine, false).all();
  };

  it("are looked at by this user before there is a collector", async () => {
    fs.writeFileSync(path.join(folder, "web.log"), 'INFO:     10.0.0.1:5000 - "GET / HTTP/1.1" 200 OK\n');
    fs.writeFileSync(path.join(folder, "odd.log"), "###\n");
    fs.writeFileSync(path.join(folder, "empty.log"), "");
    fs.symlinkSync("/srv/nowhere.log", path.join(folder, "gone.log"));
    const found = await look(thisMachine, [`${folder}/*.log`, `${folder}/none/*.log`]);
    const states = Object.fromEntries(found.map(({ what, state }) => [path.basename(what), state]));
    expect(states).toEqual({
      ...{ "web.log": "ok", "odd.log": "note", "empty.log": "note", "gone.log": "failed" },
      "*.log": "note",
    });
    expect(found.find(({ what }) => what.endsWith("web.log"))?.found).toBe("of 1 lines: uvicorn (1)");
  });

  it("that this user may not read are the collector's to read", async () => {
    const report = `glob\t/var/log/x/*.log\nunreadable\t10\t0\t0\t0\t1/1\t/var/log/x/a.log\t/var/log/x/a.log\n`;
    const machine = madeMachine({ run: () => Promise.resolve(report) });
    const [finding] = await look(machine, ["/var/log/x/*.log"]);
    expect([finding?.state, finding?.found]).toEqual([
      "note",
      expect.stringContaining("this user may not read it"),
    ]);
  });

  it("are said not to have been looked at where no shell can", async () => {
    const [finding] = await look(madeMachine(), ["/var/log/x/*.log"]);
    expect([finding?.state, finding?.found]).toEqual(["note", expect.stringContaining("not looked at")]);
  });
});

describe("targets", () => {
  const said = (lines: string) => ({ lastLines: () => Promise.resolve(lines), local: true });

  it("are what the probe says of them, where it runs", async () => {
    const lines = [
      '{"probe":"ollama","up":1,"duration":"1.2ms","version":"0.32.15"}',
      '{"probe":"deepchat","up":1,"duration":"3ms"}',
      '{"probe":"deepchat","up":0,"error":"connect ECONNREFUSED"}',
    ];
    const found = await targets(await configWith({}), said(lines.join("\n")), madeMachine(), true);
    expect(found.map(({ state, found: text }) => [state, text])).toEqual([
      ["ok", "the probe: in 1.2ms, version 0.32.15"],
      ["failed", "the probe: connect ECONNREFUSED"],
    ]);
  });

  it("are asked from this host before, as the probe asks", async () => {
    const asked: string[] = [];
    const machine = madeMachine({
      ask: (url, method) => {
        asked.push(`${method} ${url}`);
        const status = url.endsWith("/api/version") ? 500 : method === "HEAD" ? 405 : 404;
        return Promise.resolve({ status, took: 5, text: "" });
      },
    });
    const keys = { ollamaUrl: "http://127.0.0.1:11434/", webuiUrl: "http://127.0.0.1:8080/health" };
    const found = await targets(await configWith(keys), said(""), machine, false);
    expect(asked).toEqual([
      "GET http://127.0.0.1:11434/api/version",
      "HEAD http://127.0.0.1:8080/health",
      "GET http://127.0.0.1:8080/health",
    ]);
    expect(found.map(({ state }) => state)).toEqual(["failed", "ok"]);
  });

  it("of a network of Docker's are not asked from outside of it", async () => {
    const found = await targets(await configWith({ probeNetwork: "chat" }), said(""), madeMachine(), false);
    expect(found.map(({ state }) => state)).toEqual(["note", "note"]);
  });
});

function never(): never {
  throw new Error("no forms");
}
