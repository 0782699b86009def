import type { ChildProcess } from "node:child_process";

import { SteadyWriter } from "./steady-writer";
import { ended } from "./writers";

/** Writes the stdout of a service that journald keeps. */
export class JournalWriter extends SteadyWriter {
  constructor(
    private readonly service: ChildProcess,
    fault: string,
    perSecond: number,
  ) {
    super(fault, perSecond);
  }

  protected put(text: string): void {
    this.service.stdin?.write(text);
  }

  override async finish(): Promise<number> {
    const written = await super.finish();
    await ended(this.service);
    return written;
  }
}
