import * as fs from "node:fs";
import * as path from "node:path";

import { localState } from "../../components/config/owner";
import { root } from "../offline/project";
import type { Theirs } from "./theirs";

/** What is needed to undo a taking over, or to put right one that was cut off. */
export interface Adopted {
  /** False: it was begun, and never came to its end. */
  done: boolean;
  containers: (Pick<Theirs, "id" | "name" | "role" | "restart"> & { ran: boolean })[];
  /** What the stack's files said before of the keys that were set. */
  settings: Record<string, unknown>;
}

/** Note of what a stack took over, beside the state of stacks. */
export class AdoptedNote {
  private readonly file: string;

  constructor(stack: string, home = root) {
    this.file = path.join(localState({ root: home }), "adopted", `${stack}.json`);
  }

  read(): Adopted | undefined {
    return fs.existsSync(this.file) ? (JSON.parse(fs.readFileSync(this.file, "utf8")) as Adopted) : undefined;
  }

  write(adopted: Adopted): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
    // JSON knows no undefined: a key that was not set is to be taken away again.
    const text = JSON.stringify(adopted, (_, value: unknown) => (value === undefined ? null : value), 2);
    fs.writeFileSync(this.file, `${text}\n`, { mode: 0o600 });
  }

  remove(): void {
    fs.rmSync(this.file, { force: true });
  }
}
