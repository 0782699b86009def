import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Readable } from "node:stream";

import { Archive } from "../../../scripts/backup/archive";
import { backupName, removeOld } from "../../../scripts/backup/folders";
import { FORMAT } from "../../../scripts/backup/manifest";
import { ArchiveWriter } from "../../../scripts/backup/writer";

/** What a backup says of itself, and how it is refused before anything is changed. */

const about = {
  ...{ format: FORMAT, program: "0.1.0", project: "deepchat-observability", stack: "lab", host: "gpu-1" },
  ...{ time: "2026-11-26T17:45:12.000Z", images: { loki: "grafana/loki:3.7.6" } },
};
const sha256 = (text: string) => crypto.createHash("sha256").update(text).digest("hex");

describe("a backup", () => {
  let home: string;
  let folder: string;
  beforeEach(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "backup-"));
    folder = await written("lab-20261126-174512");
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  async function written(name: string, more: Partial<typeof about> = {}): Promise<string> {
    const writer = new ArchiveWriter(path.join(home, name));
    const parts = Readable.from([Buffer.from("lo"), Buffer.from("ki")]);
    await writer.add("loki.tar.gz", parts, { role: "loki" }, () => undefined);
    writer.describe("loki.tar.gz", { files: 3, bytes: 12 });
    writer.addText("state.json", "{}");
    writer.addText("Pulumi.lab.yaml", "config: {}");
    writer.finish({ ...about, ...more });
    return path.join(home, name);
  }

  /** Changes the manifest as somebody would who made the checksum fit. */
  function edit(change: (manifest: Record<string, unknown>) => void): void {
    const file = path.join(folder, "manifest.json");
    const manifest = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, unknown>;
    change(manifest);
    fs.writeFileSync(file, JSON.stringify(manifest));
    const sums = path.join(folder, "SHA256SUMS");
    const others = fs
      .readFileSync(sums, "utf8")
      .split("\n")
      .filter((line) => !line.endsWith("manifest.json"));
    fs.writeFileSync(sums, [...others, `${sha256(JSON.stringify(manifest))}  manifest.json`].join("\n"));
  }

  const open = () => Archive.open(folder, about.project);

  it("is read as it was written, by its user alone", async () => {
    const archive = open();
    await archive.verify();
    expect(archive.manifest).toEqual({
      ...about,
      parts: [
        { file: "loki.tar.gz", sha256: sha256("loki"), size: 4, role: "loki", files: 3, bytes: 12 },
        { file: "state.json", sha256: sha256("{}"), size: 2 },
        { file: "Pulumi.lab.yaml", sha256: sha256("config: {}"), size: 10 },
      ],
    });
    expect(archive.stackFiles()).toEqual(["Pulumi.lab.yaml"]);
    const modes = ["", ...fs.readdirSync(folder)].map(
      (name) => fs.statSync(path.join(folder, name)).mode & 0o077,
    );
    expect(modes).toEqual(modes.map(() => 0));
  });

  it("has checksums in the form of sha256sum, the manifest's among them", () => {
    const lines = fs.readFileSync(path.join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
    const names = lines.map((line) => /^[0-9a-f]{64} {2}(\S+)$/.exec(line)?.[1]);
    expect(names).toEqual(["loki.tar.gz", "state.json", "Pulumi.lab.yaml", "manifest.json"]);
  });

  it("leaves nothing when it is given up, nor what a killed command left", () => {
    fs.mkdirSync(path.join(home, ".lab-20250101-000000.2147483646.partial"));
    const writer = new ArchiveWriter(path.join(home, "lab-20261126-180000"));
    writer.addText("state.json", "{}");
    writer.abandon();
    expect(fs.readdirSync(home)).toEqual(["lab-20261126-174512"]);
  });

  it("is refused when there is none, or it was not finished", () => {
    expect(() => Archive.open(path.join(home, "none"), about.project)).toThrow(
      /^There is no backup .*none\. Nothing was changed\./,
    );
    fs.rmSync(path.join(folder, "manifest.json"));
    expect(open).toThrow(/is no whole backup: it has no manifest\.json.* Nothing was changed\./);
  });

  it.each([
    [
      "cut off",
      (file: string) => fs.truncateSync(file, 3),
      /loki\.tar\.gz is damaged: it is cut off after 3 of 4 bytes\. Nothing was changed\./,
    ],
    [
      "too long",
      (file: string) => fs.appendFileSync(file, "!"),
      /loki\.tar\.gz is damaged: it has 5 bytes instead of 4\. Nothing/,
    ],
    [
      "missing",
      (file: string) => fs.rmSync(file),
      /loki\.tar\.gz is damaged: it is missing\. Nothing was changed\./,
    ],
    [
      "changed",
      (file: string) => fs.writeFileSync(file, "l0ki"),
      /loki\.tar\.gz is damaged: its checksum is not the one in the manifest\. Nothing/,
    ],
  ])("is refused when a part is %s", async (_, damage, sentence) => {
    damage(path.join(folder, "loki.tar.gz"));
    await expect(open().verify()).rejects.toThrow(sentence);
  });

  it("is refused when its manifest is changed, or cut off", () => {
    const file = path.join(folder, "manifest.json");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace('"host": "gpu-1"', '"host": "gpu-2"'));
    expect(open).toThrow(
      /manifest\.json is damaged: its checksum is not the one in SHA256SUMS\. Nothing was changed\./,
    );
    fs.truncateSync(file, 40);
    expect(open).toThrow(/manifest\.json is damaged: it is no JSON\. Nothing was changed\./);
  });

  it.each([
    [
      "of another project",
      { project: "other" },
      /is a backup of the project other, and this is deepchat-observability\. Nothing was changed\./,
    ],
    [
      "newer than this program",
      { format: FORMAT + 1, program: "9.0.0", parts: "elsewhere" },
      /made by a newer version of this program \(9\.0\.0, format 2; .*\)\. Nothing was changed\./,
    ],
    [
      "not a manifest",
      { parts: [{ file: "../../etc/passwd", sha256: "", size: 0 }] },
      /is no manifest of a backup: parts\.0\.file: .*Nothing was changed\./,
    ],
  ])("is refused when it is %s", (_, change, sentence) => {
    edit((manifest) => Object.assign(manifest, change));
    expect(open).toThrow(sentence);
  });

  it("is refused when it holds no state", async () => {
    edit(
      (manifest) =>
        (manifest.parts = (manifest.parts as { file: string }[]).filter(({ file }) => file !== "state.json")),
    );
    await expect(open().verify()).rejects.toThrow(
      /state\.json is damaged: it is missing\. Nothing was changed\./,
    );
  });
});

describe("backups in a folder", () => {
  let home: string;
  beforeEach(() => (home = fs.mkdtempSync(path.join(os.tmpdir(), "backups-"))));
  afterEach(() => fs.rmSync(home, { recursive: true }));

  it("are named by stack and time, so that names sort by age", () => {
    expect(backupName("lab", new Date("2026-11-26T17:45:12.345Z"))).toBe("lab-20261126-174512");
  });

  it("go but for the newest; another stack's, those somebody named, and what is none stay", () => {
    const make = (name: string, stack: string) => {
      const writer = new ArchiveWriter(path.join(home, name));
      writer.addText("state.json", "{}");
      writer.finish({ ...about, stack });
    };
    for (const day of ["01", "02", "03"]) make(`lab-202611${day}-000000`, "lab");
    make("lab-2-20261101-000000", "lab-2");
    make("lab-before-the-move", "lab");
    fs.mkdirSync(path.join(home, "lab-20261001-000000"));
    expect(removeOld(home, about.project, "lab", 2)).toEqual(["lab-20261101-000000"]);
    expect(fs.readdirSync(home).sort()).toEqual([
      ...["lab-2-20261101-000000", "lab-20261001-000000", "lab-20261102-000000", "lab-20261103-000000"],
      "lab-before-the-move",
    ]);
  });
});
