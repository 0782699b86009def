import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { programFile } from "../../support/programs";

/** What of Grafana's tables is read or written, as its versions 10 (without `resource`) and 13 have it. */
const tables = `
  CREATE TABLE "user" (id INTEGER, login TEXT, is_service_account INTEGER);
  CREATE TABLE dashboard (uid TEXT, is_folder INTEGER, deleted TEXT);
  CREATE TABLE dashboard_provisioning (dashboard_id INTEGER);
  CREATE TABLE data_source (type TEXT, url TEXT, read_only INTEGER);
  INSERT INTO "user" VALUES (1, 'admin', 0), (2, 'somebody', 0), (3, 'a robot', 1);
  INSERT INTO dashboard VALUES ('by-hand', 0, NULL), ('a-folder', 1, NULL);
  INSERT INTO dashboard_provisioning VALUES (1);
  INSERT INTO data_source VALUES ('loki', 'http://loki-1:3100/', 1), ('loki', 'http://elsewhere:3100', 0), ('prometheus', 'http://loki-1:3100', 1);`;
const fromFile = JSON.stringify({
  metadata: {
    annotations: {
      "grafana.app/managedBy": "classic-file-provisioning",
      "grafana.app/sourcePath": "/a",
      other: "1",
    },
  },
});
const resources = `
  CREATE TABLE resource (resource TEXT, name TEXT, value TEXT);
  INSERT INTO resource VALUES ('dashboards', 'by-hand', '{}'), ('dashboards', 'from-file', '${fromFile}');`;

describe("a copy of another Grafana's data", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "adopt-grafana-"));
    for (const name of ["from/plugins", "to"]) fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.writeFileSync(path.join(folder, "from/plugins/one"), "");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const make = (sql: string) => new DatabaseSync(path.join(folder, "from/grafana.db")).exec(sql);
  const run = (...args: string[]): unknown => {
    const node = ["--no-warnings", programFile("adopt")];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout);
  };
  const from = () => path.join(folder, "from");
  const to = () => path.join(folder, "to");
  const owner = [process.getuid?.(), process.getgid?.()].map(String);
  const rows = (sql: string) => new DatabaseSync(path.join(to(), "grafana.db")).prepare(sql).all();

  it("is looked at beforehand, of versions old and new", () => {
    expect(run("look", from())).toBeNull();
    make(tables);
    expect(run("look", from())).toEqual({ admin: "admin", users: 2, dashboards: 1 });
    make(resources);
    expect(run("look", from())).toEqual({ admin: "admin", users: 2, dashboards: 2 });
  });

  it("is its users' own: nothing in it comes from files, and its datasources ask our Loki", () => {
    make(tables + resources);
    run("grafana", from(), to(), ...owner, "http://loki:3100", "http://loki-1:3100");
    expect(fs.readdirSync(path.join(to(), "plugins"))).toEqual(["one"]);
    expect(rows("SELECT * FROM dashboard_provisioning")).toEqual([]);
    expect(
      rows("SELECT url, read_only FROM data_source").map(
        ({ url, read_only: only }) => `${String(url)} ${String(only)}`,
      ),
    ).toEqual(["http://loki:3100 0", "http://elsewhere:3100 0", "http://loki-1:3100 0"]);
    const [board] = rows("SELECT value FROM resource WHERE name = 'from-file'");
    expect(JSON.parse(String(board?.value))).toEqual({ metadata: { annotations: { other: "1" } } });
  });
});
