import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { docker } from "../stand/docker";
import type { Stand } from "../stand/stand";

/** Roles with a data volume: megabytes that are enough for a test, and who writes there. */
const disks = {
  loki: { megabytes: 300, owner: 10001 },
  collector: { megabytes: 16, owner: 0 },
  grafana: { megabytes: 200, owner: 472 },
} as const;
export type DataRole = keyof typeof disks;
export const dataRoles = Object.keys(disks) as DataRole[];

/** A small disk for each data volume of a stack: one that can be filled without harm to the machine. */
export class Disks {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "chaos-disks-"));

  /** Why there can be none; undefined when there can. */
  static missing(): string | undefined {
    if (process.getuid?.() !== 0) return "disks of one's own need root";
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chaos-disk-"));
    try {
      const image = path.join(folder, "image");
      const at = path.join(folder, "at");
      fs.mkdirSync(at);
      make(image, 8);
      const { status, stderr } = spawnSync("mount", ["-o", "loop", image, at], { encoding: "utf8" });
      if (status === 0) execFileSync("umount", [at]);
      return status === 0 ? undefined : `no file can be mounted as a disk here (${stderr.trim()})`;
    } catch (error) {
      return (error as Error).message;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Makes the volumes before the stack does, each on its disk, with a file that has to stay. */
  constructor(stand: Stand) {
    for (const role of dataRoles) {
      const at = this.at(role);
      fs.mkdirSync(at);
      make(`${at}.image`, disks[role].megabytes);
      execFileSync("mount", ["-o", "loop", `${at}.image`, at]);
      fs.rmSync(path.join(at, "lost+found"), { recursive: true });
      fs.writeFileSync(path.join(at, "marker"), role);
      for (const file of [at, path.join(at, "marker")])
        fs.chownSync(file, disks[role].owner, role === "grafana" ? 0 : disks[role].owner);
      const options = ["type=none", "o=bind", `device=${at}`].flatMap((option) => ["--opt", option]);
      docker("volume", "create", "--driver", "local", ...options, `${stand.container(role)}-data`);
    }
  }

  /** Where a role's volume is on this machine. */
  at(role: DataRole): string {
    return path.join(this.folder, role);
  }

  /** Fills a disk to its last byte. */
  fill(role: DataRole): void {
    // Ends with "no space left on device".
    spawnSync("dd", ["if=/dev/zero", `of=${this.at(role)}/fill`, "bs=64k"]);
  }

  free(role: DataRole): void {
    fs.rmSync(path.join(this.at(role), "fill"), { force: true });
  }

  dispose(): void {
    for (const role of dataRoles) spawnSync("umount", ["-l", this.at(role)]);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

function make(image: string, megabytes: number): void {
  fs.writeFileSync(image, "");
  fs.truncateSync(image, megabytes << 20);
  execFileSync("mkfs.ext4", ["-q", "-m", "0", image]);
}
