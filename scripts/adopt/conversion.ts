import type { LokiConfig } from "../../components/config/schema";
import { lokiHealth } from "../../components/containers/loki";
import { goRuntime } from "../../components/containers/service";
import { physicalNames } from "../../components/shared/naming";
import type { Helper } from "../backup/helper";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Docker } from "../engine/docker";
import { newForm, oldForm } from "./short-run";
import type { Forms } from "./their-loki";
import { type Worker, writing } from "./worker";

/** What streams have within a window that ends at a time; both in seconds. */
export interface Asked {
  end: number;
  span: number;
  answers: { selector: string; count: number; newest?: [string, string] }[];
}

/** Folder in Loki's volume for what is needed meanwhile; the worker makes it. */
const working = ".adopting";
/** Number of the user our Loki runs as. */
export const lokiUser = 10_001;
const DAY = 86_400;
/** Seconds that Loki may take to start with a large write-ahead log, or to write it to chunks. */
const PATIENCE = 900;

/**
 * Makes a copy of another Loki's data ours, by short runs of our own Loki on it, which nobody else reaches: one that reads it
 * in its old form, writes what is in memory, and hands out the lines of the day on which our form begins; and one that takes
 * them in that form (docs/decisions/adopted-logs.md).
 */
export class Conversion {
  private readonly name: string;
  private readonly volume: string;

  constructor(
    private readonly docker: Docker,
    private readonly worker: Worker,
    private readonly helper: Helper,
    private readonly loki: Pick<LokiConfig, "image" | "memory" | "retention">,
    { project, stack }: { project: string; stack: string },
  ) {
    const names = physicalNames(project, stack);
    this.name = `${names.prefix}-adopting`;
    this.volume = names.volume("loki");
  }

  /** @returns what is to be found in our Loki from now on */
  async run(forms: Forms): Promise<Asked> {
    const { theirs, schemaFrom, anew } = forms;
    const since = Date.parse(`${schemaFrom}T00:00:00Z`);
    const file = `/loki/${working}/lines`;
    const span = 2 * DAY;
    try {
      await this.start(anew ? oldForm(this.loki, theirs) : newForm(this.loki, forms));
      // Where nothing is stored anew there is nothing to hand out.
      const from = anew ? since : Date.now() + DAY * 1000;
      const { lines, end, answers } = await this.ask<Omit<Asked, "span"> & { lines: number }>(
        ["export", String(from), file, String(span)],
        "The lines of this day cannot be read",
      );
      await this.stop();
      if (anew) {
        const prefixes = [...new Set(theirs.map(({ prefix }) => prefix))];
        await this.change(["cut", "/loki", String(since), ...prefixes]);
        await this.start(newForm(this.loki, forms));
        const taken = await this.ask<number>(["import", file], "The lines of this day cannot be stored anew");
        if (taken !== lines)
          throw new Failure(`Of ${lines} lines of this day only ${taken} were stored anew`);
        await this.compare({ end, span, answers }, this.name);
        await this.stop();
      }
      await this.change(["remove", `/loki/${working}`]);
      return { end, span, answers };
    } finally {
      await this.docker.cli.run(["rm", "-f", "-v", this.name]);
    }
  }

  /** @param container whose Loki is asked @throws Failure when it does not answer as the first one did */
  async compare({ end, span, answers }: Asked, container: string): Promise<void> {
    const selectors = JSON.stringify(answers.map(({ selector }) => selector));
    const now = await this.worker.run<Asked["answers"]>(
      ["answers", String(end), String(span), selectors],
      "Our Loki cannot be asked for the old lines",
      { beside: container },
    );
    const at = answers.findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(now[i]));
    if (at >= 0)
      throw new Failure(
        `The old lines of ${answers[at]?.selector} are not the same in our Loki: ${now[at]?.count ?? 0} instead of ${answers[at]?.count}`,
      );
  }

  private ask<T>(args: string[], doing: string): Promise<T> {
    const reach = { mounts: [`${this.volume}:/loki:rw`], beside: this.name, user: lokiUser };
    return this.worker.run(args, doing, reach);
  }

  private async change(args: string[]): Promise<void> {
    const reach = { mounts: [`${this.volume}:/loki:rw`], capabilities: writing };
    await this.worker.run(args, "The copy of Loki's data cannot be changed", reach);
  }

  /** Starts a Loki on the copy, without network. */
  private async start(config: string): Promise<void> {
    interruption.refuse();
    await this.helper.note(this.volume, `${working}/config.yaml`, config);
    const { image, memory } = this.loki;
    await this.docker.cli.run(["rm", "-f", "-v", this.name]);
    await this.docker.lines([
      ...["run", "--detach", "--name", this.name, "--network", "none", "--cap-drop", "ALL"],
      ...["--security-opt", "no-new-privileges", "--memory", `${memory}m`],
      ...Object.entries(goRuntime(memory)).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...["--volume", `${this.volume}:/loki`, image, `-config.file=/loki/${working}/config.yaml`],
    ]);
    for (let left = PATIENCE; left > 0; left--) {
      const health = ["exec", this.name, ...lokiHealth(image)];
      if ((await this.docker.cli.run(health)).status === 0) return;
      await this.refuseEnded("does not start on the copy");
      interruption.refuse();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Failure(`Our Loki is not ready on the copy after ${PATIENCE} s`);
  }

  /** It writes all that it has to chunks on its way out. */
  private async stop(): Promise<void> {
    await this.docker.lines(["stop", "--time", String(PATIENCE), this.name]);
    await this.refuseEnded("does not end well on the copy", 0);
  }

  /** @throws Failure with its last words when it has ended, otherwise than with a code that is good */
  private async refuseEnded(what: string, good?: number): Promise<void> {
    const [state = ""] = await this.docker.lines([
      "inspect",
      "--format",
      "{{.State.Status}} {{.State.ExitCode}}",
      this.name,
    ]);
    if (!state.startsWith("exited") || state === `exited ${good}`) return;
    const { stdout, stderr } = await this.docker.cli.run(["logs", "--tail", "5", this.name]);
    throw new Failure(`Our Loki ${what} of the data:\n${(stdout + stderr).trim().replace(/^/gm, "    ")}`);
  }
}
