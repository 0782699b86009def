import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { programFile } from "../../support/programs";

/** What the helper container writes, read by the system's own tar. */

describe("the program that reads volumes", () => {
  let volume: string;
  beforeEach(() => (volume = fs.mkdtempSync(path.join(os.tmpdir(), "volume-"))));
  afterEach(() => fs.rmSync(volume, { recursive: true }));

  function put(name: string, text = name): void {
    fs.mkdirSync(path.dirname(path.join(volume, name)), { recursive: true });
    fs.writeFileSync(path.join(volume, name), text);
  }

  function pack(what: string) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [
      "--no-warnings",
      programFile("backup"),
      what,
      volume,
    ]);
    return { status, archive: stdout, said: stderr.toString().trim() };
  }

  function unpacked(archive: Buffer): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "unpacked-"));
    const { status, stderr } = spawnSync("tar", ["-xzf", "-", "-C", folder], { input: archive });
    expect([status, stderr.toString()]).toEqual([0, ""]);
    return folder;
  }

  const all = (folder: string): string[] => (fs.readdirSync(folder, { recursive: true }) as string[]).sort();

  it("keeps paths, modes, times, links and folders, whatever their length", () => {
    const deep = `${"d".repeat(120)}/${"文".repeat(60)}`;
    put(deep);
    put("empty", "");
    put("big", "x".repeat((1 << 20) + 7));
    fs.chmodSync(path.join(volume, "empty"), 0o640);
    fs.utimesSync(path.join(volume, "empty"), 1_700_000_000, 1_700_000_000);
    fs.mkdirSync(path.join(volume, "folder"), { mode: 0o750 });
    fs.symlinkSync("empty", path.join(volume, "link"));
    const { status, archive, said } = pack("files");
    expect([status, JSON.parse(said)]).toEqual([
      0,
      { files: 3, bytes: (1 << 20) + 7 + Buffer.byteLength(deep) },
    ]);
    const folder = unpacked(archive);
    expect(all(folder)).toEqual(all(volume));
    for (const name of [deep, "big"])
      expect(fs.readFileSync(path.join(folder, name), "utf8")).toBe(
        fs.readFileSync(path.join(volume, name), "utf8"),
      );
    const { mode, mtimeMs } = fs.statSync(path.join(folder, "empty"));
    expect([mode & 0o777, mtimeMs]).toEqual([0o640, 1_700_000_000_000]);
    expect(fs.readlinkSync(path.join(folder, "link"))).toBe("empty");
    fs.rmSync(folder, { recursive: true });
  });

  it("reads of Loki what it cannot make anew: write-ahead log and index before the chunks", () => {
    for (const name of [
      ...["wal/00000003", "wal/checkpoint.000002/00000000", "tsdb-shipper-active/wal/s/1/00000000"],
      ...["chunks/fake/a/chunk", "chunks/index/index_1/t.tsdb.gz", "chunks/loki_cluster_seed.json"],
      ...["compactor/deletion.db", "tsdb-shipper-cache/x", ".backup.json", ".restoring/old"],
    ])
      put(name);
    const old = Date.now() / 1000 - 10;
    fs.utimesSync(path.join(volume, "chunks/index/index_1/t.tsdb.gz"), old, old);
    const { status, archive } = pack("loki");
    expect(status).toBe(0);
    const listed = spawnSync("tar", ["-tzf", "-"], { input: archive }).stdout.toString().trim().split("\n");
    const files = listed.filter((name) => !name.endsWith("/"));
    expect(files).toEqual([
      ...["wal/00000003", "wal/checkpoint.000002/00000000", "tsdb-shipper-active/wal/s/1/00000000"],
      "chunks/index/index_1/t.tsdb.gz",
      ...["chunks/fake/a/chunk", "chunks/loki_cluster_seed.json"]
        .filter((name) => files.includes(name))
        .sort((a, b) => files.indexOf(a) - files.indexOf(b)),
    ]);
    expect(files).toHaveLength(6);
  });

  it("says in a line what is wrong with Grafana's database", () => {
    put("grafana.db", "no database, but long enough to be read as one: ".repeat(40));
    put(".secret-key");
    const { status, said } = pack("grafana");
    expect([status, said]).toEqual([1, "file is not a database"]);
  });
});
