import * as fs from "node:fs";
import * as path from "node:path";

import { localFolder } from "./backend";

/**
 * The note that a command changes a stack: it stands until the whole command has ended well. Where it stands at the
 * beginning of the next one, that was cut off or failed, and what there is has to be looked at before the state is trusted.
 */
export class Unfinished {
  private readonly file: string;

  constructor(stack: string) {
    this.file = path.join(localFolder, `${stack}.unfinished`);
  }

  get noted(): boolean {
    return fs.existsSync(this.file);
  }

  /** @param what is being done */
  note(what: string): void {
    fs.mkdirSync(localFolder, { recursive: true });
    fs.writeFileSync(this.file, `${what}\n`);
  }

  /** The command has ended well. */
  remove(): void {
    fs.rmSync(this.file, { force: true });
  }
}
