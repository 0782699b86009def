import fs from "node:fs";
import os from "node:os";

import { SettingError } from "./settings";

/** A file that says when the last round began, for the health check of the program's container. */
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

  /** Uptime, since the wall clock may jump; overwritten in one write, since that may be reading. */
  beat(): void {
    fs.writeSync(this.file, os.uptime().toFixed(3).padStart(20), 0);
  }
}
