import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { until } from "../../stand/until";
import type { Action } from "../action";
import type { Scene } from "../scene";

/** Files that a crash damages, while who writes them is dead. */
export const damage: Action[] = [
  {
    // What a crash leaves: a record that was not written to its end.
    name: "tear the end of the newest WAL segment",
    happens: (on, random) => {
      kill(on, "loki");
      const file = newestSegment(on);
      if (file) fs.appendFileSync(file, crypto.randomBytes(random.whole(1, 20_000)));
      return Promise.resolve();
    },
  },
  {
    // What stood there was acknowledged, and stands nowhere else until Loki writes it to a chunk or a checkpoint. Until the
    // next checkpoint another crash would lose what came after it, too.
    name: "overwrite the midst of the newest WAL segment",
    happens: (on) => {
      kill(on, "loki");
      const file = newestSegment(on);
      if (!file) return Promise.resolve();
      on.damaged(360);
      const damaged = Number(path.basename(file));
      on.afterwards.push(() =>
        until("a newer checkpoint", () => checkpoints(on).some((of) => of >= damaged), 420_000, 1000),
      );
      const { size } = fs.statSync(file);
      const open = fs.openSync(file, "r+");
      fs.writeSync(open, crypto.randomBytes(64), 0, 64, Math.floor(size / 2));
      fs.closeSync(open);
      return Promise.resolve();
    },
  },
  ...Object.entries({
    empty: () => "",
    "cut off": (text: string) => text.slice(0, Math.floor(text.length / 2) - 1),
    garbage: () => crypto.randomBytes(300).toString("latin1"),
  }).map(([how, spoiled]): Action => ({
    name: `damage the positions file: ${how}`,
    happens: (on) => {
      on.doubt();
      kill(on, "collector");
      const file = path.join(on.disks?.at("collector") ?? "", "positions.yaml");
      if (fs.existsSync(file))
        fs.writeFileSync(file, spoiled(fs.readFileSync(file, "utf8")), { encoding: "latin1" });
      return Promise.resolve();
    },
  })),
];

function kill(on: Scene, role: string): void {
  on.doubt();
  spawnSync("docker", ["kill", on.container(role)]);
}

function checkpoints(on: Scene): number[] {
  const names = fs.readdirSync(path.join(on.disks?.at("loki") ?? "", "wal"));
  return names.flatMap((name) => /^checkpoint\.(\d+)$/.exec(name)?.[1] ?? []).map(Number);
}

function newestSegment(on: Scene): string | undefined {
  const folder = path.join(on.disks?.at("loki") ?? "", "wal");
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => /^\d+$/.test(name)) : [];
  const newest = names.sort().at(-1);
  return newest && path.join(folder, newest);
}
