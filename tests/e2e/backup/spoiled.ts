import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** A copy of a backup with something wrong, and the sentence it is refused with. */
export interface Spoiled {
  how: string;
  spoil: (folder: string) => void;
  sentence: RegExp;
}

/** Rewrites the manifest as somebody would who made its checksum fit. */
function edit(folder: string, change: (manifest: { images: Record<string, string> }) => object): void {
  const file = path.join(folder, "manifest.json");
  const text = JSON.stringify(
    change(JSON.parse(fs.readFileSync(file, "utf8")) as { images: Record<string, string> }),
  );
  fs.writeFileSync(file, text);
  const sums = path.join(folder, "SHA256SUMS");
  const others = fs.readFileSync(sums, "utf8").replace(/^.* {2}manifest\.json\n/m, "");
  fs.writeFileSync(
    sums,
    `${others}${crypto.createHash("sha256").update(text).digest("hex")}  manifest.json\n`,
  );
}

/** A byte in the middle becomes another one. */
function flip(file: string): void {
  const opened = fs.openSync(file, "r+");
  const at = Math.floor(fs.fstatSync(opened).size / 2);
  const byte = Buffer.alloc(1);
  fs.readSync(opened, byte, 0, 1, at);
  fs.writeSync(opened, Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, at);
  fs.closeSync(opened);
}

export const spoiled: Spoiled[] = [
  {
    how: "damaged",
    spoil: (folder) => flip(path.join(folder, "loki.tar.gz")),
    sentence: /loki\.tar\.gz is damaged: its checksum is not the one in the manifest\. Nothing was changed\./,
  },
  {
    how: "truncated",
    spoil: (folder) => fs.truncateSync(path.join(folder, "grafana.tar.gz"), 1000),
    sentence: /grafana\.tar\.gz is damaged: it is cut off after 1000 of \d+ bytes\. Nothing was changed\./,
  },
  {
    how: "foreign",
    spoil: (folder) => edit(folder, (manifest) => ({ ...manifest, project: "somebody-elses" })),
    sentence:
      /is a backup of the project somebody-elses, and this is deepchat-observability\. Nothing was changed\./,
  },
  {
    how: "newer",
    spoil: (folder) => edit(folder, (manifest) => ({ ...manifest, format: 99, program: "99.0.0" })),
    sentence:
      /was made by a newer version of this program \(99\.0\.0, format 99; .*\)\. Nothing was changed\./,
  },
  {
    how: "of a newer Grafana",
    spoil: (folder) =>
      edit(folder, (manifest) => ({
        ...manifest,
        images: { ...manifest.images, grafana: "grafana/grafana:99.1.0" },
      })),
    sentence:
      /The backup's grafana data were written by grafana\/grafana:99\.1\.0, and grafanaImage is .*Nothing was changed\./,
  },
];
