import fs from "node:fs";
import os from "node:os";

import { type HeartbeatSettings, SettingError } from "./settings";

/** A file that says when the last round began, for `--health` in a process of its own. */
export class Heartbeat {
  private readonly file: number;

  constructor(name: string) {
    try {
      this.file = fs.openSync(name, "w");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new SettingError(`HEARTBEAT_FILE is "${name}", which cannot be written (${code}).`);
    }
  }

  /** Uptime, since the wall clock may jump; overwritten in one write, since --health may be reading. */
  beat(): void {
    fs.writeSync(this.file, os.uptime().toFixed(3).padStart(20), 0);
  }
}

/** Exit status of `--health`: 0 if the last round began less than three intervals ago, else 1 and a sentence on stderr. */
export function health({ program, file, interval }: HeartbeatSettings): number {
  const beaten = fs.existsSync(file) && fs.readFileSync(file, "utf8");
  const age = beaten ? os.uptime() - Number(beaten) : -1;
  if (age >= 0 && age * 1000 < 3 * interval.ms) return 0;
  const found = age >= 0 ? `the last round began ${age.toFixed(1)}s ago` : "no round yet";
  console.error(`${program}: ${found}, one is due every ${interval.text}.`);
  return 1;
}
