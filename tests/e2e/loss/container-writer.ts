import * as fs from "node:fs";
import * as path from "node:path";

import { until } from "../stand/until";
import type { Bench } from "./bench";
import { echo, type Writer } from "./writers";

/** Writes a container's log, in ten rounds a second. The count is kept outside the container, and lives on in its successor. */
export class ContainerWriter implements Writer {
  private constructor(
    private readonly bench: Pick<Bench, "state">,
    private readonly fault: string,
    readonly container: string,
  ) {}

  static async start(
    bench: Pick<Bench, "web" | "state">,
    fault: string,
    perSecond = 100,
  ): Promise<ContainerWriter> {
    const script = `
      trap 'end=1' TERM
      n=$(cat /state/n 2>/dev/null || echo 0)
      while [ -z "$end" ]; do
        if [ ! -e /state/finish ]; then
          for _ in $(seq ${perSecond / 10}); do n=$((n + 1)); ${echo(fault)}; done
          echo $n >/state/n
        fi
        sleep 0.1
      done`;
    return new ContainerWriter(bench, fault, await bench.web(fault, script));
  }

  written = (): number => {
    const file = path.join(this.bench.state(this.fault), "n");
    return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
  };

  async more(lines: number): Promise<void> {
    const goal = this.written() + lines;
    await until(`${goal} lines written`, () => this.written() >= goal, 120_000, 50);
  }

  /** The container stays, silent. */
  async finish(): Promise<number> {
    fs.writeFileSync(path.join(this.bench.state(this.fault), "finish"), "");
    let last = -1;
    return until(
      "the container is silent",
      () => {
        const before = last;
        last = this.written();
        return last === before && last;
      },
      10_000,
      500,
    );
  }
}
