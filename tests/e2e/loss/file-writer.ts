import * as fs from "node:fs";

import { SteadyWriter } from "./steady-writer";

/** Writes a log file; every line goes to what the path names at that moment, as after a reopen. */
export class FileWriter extends SteadyWriter {
  constructor(
    private readonly file: string,
    fault: string,
    perSecond: number,
  ) {
    super(fault, perSecond);
  }

  protected put(text: string): void {
    fs.appendFileSync(this.file, text);
  }
}
