import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { fixtures, formatsOfFixtures, logOf } from "../../../scripts/tables/formats";
import { formatsTable } from "../../../scripts/tables/formats-table";

/** Cells of the table by the name of the format, then of the column. */
function table(language: "en" | "zh"): Map<string, Record<string, string>> {
  const [head = [], , ...rows] = formatsTable(language)
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.map((row) => [row[1] ?? "", Object.fromEntries(head.map((name, i) => [name, row[i] ?? ""]))]),
  );
}
const logs = path.join(root, "tests/fixtures/logs/webui");
const time = "own time with zone";

describe("the table of formats", () => {
  it("has a row for one form each: a time of its own has every line of it, or none", () => {
    for (const [name, row] of table("en"))
      expect([name, row[time]]).toEqual([name, expect.stringMatching(/^[✓—]$/)]);
  });

  // What these programs print where nobody configured anything.
  it.each([
    ["Python logging, default (`LEVEL:name:`)", "python-logging-default", /^WARNING:root:slow answer$/m],
    ["Python logging with `%(asctime)s`", "python-logging-asctime", /^\d{4}-\d\d-\d\d [\d:]{8},\d{3} INFO /m],
    ["winston, default (JSON)", "winston-default", /^\{"level":"info","message":/m],
    ["uvicorn", "uvicorn-default", /^INFO: {5}/m],
    ["werkzeug (Flask)", "flask-dev", /^127\.0\.0\.1 - - \[/m],
    ["loguru (Open WebUI)", "openwebui-loguru", /^\d{4}-\d\d-\d\d [\d:.]+ \| INFO/m],
  ])("says of %s that it names no time with a zone, as its default form has none", (name, file, form) => {
    expect(fs.readFileSync(path.join(logs, `${file}.log`), "utf8")).toMatch(form);
    expect(table("en").get(name)?.[time]).toBe("—");
  });

  it("says of pino that it names an instant, in milliseconds since 1970", () => {
    expect(fs.readFileSync(path.join(logs, "pino-default.log"), "utf8")).toMatch(
      /^\{"level":30,"time":\d+,/m,
    );
    expect(table("en").get("pino and pino-http")?.[time]).toBe("✓");
  });

  it("says of Python that only a time with a zone is read", () => {
    expect(table("en").get("Python logging, time with a zone (datefmt with `%z`)")?.[time]).toBe("✓");
  });

  it("has the same rows and the same cells in Chinese", () => {
    const cells = (language: "en" | "zh") =>
      [...table(language).values()].map((row) => Object.values(row).slice(2, -2));
    expect(cells("zh")).toEqual(cells("en"));
  });

  it("takes a format's name from the fixture itself, and nothing of it into the log", () => {
    const named = new Set(
      [...formatsOfFixtures().values()].flatMap((own) => own.flatMap(({ format }) => format?.en ?? [])),
    );
    expect([...table("en").keys()].filter((name) => !named.has(name))).toEqual([
      "Python traceback, as one entry",
    ]);
    for (const file of formatsOfFixtures().keys())
      expect(logOf(fs.readFileSync(path.join(fixtures, `${file}.log`), "utf8"))).not.toMatch(/^# format:/m);
  });

  it.each([
    ["GET / 200\n", "app.log does not begin"],
    ["# format: no such\nGET / 200\n", 'app.log names the format "no such", which no fixture describes'],
  ])("refuses a fixture that says nothing that can be told: %j", (text, problem) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "formats-"));
    try {
      fs.writeFileSync(path.join(folder, "app.log"), text);
      expect(() => formatsOfFixtures(folder)).toThrow(problem);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
