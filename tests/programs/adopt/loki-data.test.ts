import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { programFile } from "../../support/programs";

const DAY = 86_400_000;
const day = 20_784;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const chunk = (from: number, through: number) =>
  `9168e0d7fb6a3768:${from.toString(16)}:${through.toString(16)}:8ab`;
const old = (from: number, through: number) => base64(`fake/${chunk(from, through)}`);

describe("a copy of another Loki's data", () => {
  let folder: string;
  const from = () => path.join(folder, "from");
  const to = () => path.join(folder, "to");
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [programFile("adopt"), ...args], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  };
  const owner = [process.getuid?.(), process.getgid?.()].map(String);
  const write = (...names: string[]) => {
    for (const name of names) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), name);
    }
  };
  const files = (where: string) =>
    fs
      .readdirSync(where, { recursive: true, encoding: "utf8" })
      .filter((name) => fs.statSync(path.join(where, name)).isFile())
      .sort();

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "adopt-"));
    fs.mkdirSync(to());
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("has in two parts all but what Loki makes anew", () => {
    const kept = [
      "boltdb-shipper-active/index_1/1",
      "chunks/a",
      "chunks/index/index_1/a.gz",
      "rules/fake/r.yaml",
      "wal/0",
    ];
    write(...[...kept, "compactor/x", "boltdb-shipper-cache/y"].map((name) => `from/${name}`));
    run("first", from(), to(), ...owner);
    expect(files(to())).toEqual(kept.filter((name) => name !== "chunks/a" && !name.startsWith("rules")));
    run("rest", from(), to(), ...owner);
    expect(files(to())).toEqual(kept);
  });

  it("loses a day's index and the chunks that begin on it, in the forms of their names", () => {
    const midnight = day * DAY;
    write(
      ...[`to/chunks/index/index_${day}/a.gz`, `to/chunks/index/index_${day - 1}/a.gz`, "to/wal/0"],
      ...[`to/boltdb-shipper-active/index_${day}/1`, "to/boltdb-shipper-active/uploader/name"],
      ...[`to/chunks/${old(midnight - 1, midnight + 9)}`, `to/chunks/${old(midnight, midnight + 9)}`],
      `to/chunks/fake/9168/${base64(chunk(midnight + 5, midnight + 9).slice(17))}`,
      "to/chunks/loki_cluster_seed.json",
    );
    run("cut", to(), String(midnight), "index_");
    expect(files(to())).toEqual(
      [
        "boltdb-shipper-active/uploader/name",
        `chunks/${old(midnight - 1, midnight + 9)}`,
        `chunks/index/index_${day - 1}/a.gz`,
        "chunks/loki_cluster_seed.json",
      ].sort(),
    );
  });
});
