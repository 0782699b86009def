import { isServer, type StackConfig } from "../../components/config/stack";
import { partsOf, type Role } from "../../components/containers/parts";
import { backUp } from "../backup/back-up";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import { withTunnel } from "../engine/tunnel";
import { GrafanaApi } from "../grafana/api";
import { Content } from "./content";
import { Forward, type Trouble } from "./forward";
import type { Entry, Journal } from "./journal";
import { type Reason, stuck, upgraded, wentBack } from "./messages";
import { nameImages } from "./name-images";
import { lastProgram, rememberProgram, thisProgram } from "./program";
import type { Running } from "./running";
import { type Means, WayBack } from "./way-back";

/** Milliseconds that what ran before may take at least: it is known to come up. */
const USUAL = 300_000;

/** Last lines of a container that are told. */
const LINES = 10;

/** One upgrade of a stack: backup, new version, a look at everything, and back where that is not well. */
export class Upgrade {
  constructor(
    private readonly means: Means,
    private readonly journal: Journal,
    /** Milliseconds that the new version may take until all is well. */
    private readonly limit: number,
  ) {}

  /**
   * Notes what there is, once it is in a backup.
   *
   * @param to folder for the backup
   * @param pins what the stack's files are to name, by key
   */
  async begin(running: Running[], pins: Record<string, string>, to: string): Promise<Entry> {
    const { config, docker, pulumi } = this.means;
    const content = await withTunnel(config, () => this.content(config).look());
    const began = new Date().toISOString();
    const keys = partsOf(config).flatMap(({ role, imageKey }): [string, string][] => {
      const image = running.find((one) => one.role === role)?.image;
      // One without a name cannot be asked for.
      return image && !image.startsWith("sha256:") ? [[imageKey, image]] : [];
    });
    const { folder: backup } = await backUp({ config, docker, pulumi }, to);
    const entry: Entry = {
      ...{ backup, phase: "forward", pid: process.pid, began, pins, content },
      images: Object.fromEntries(keys),
      containers: Object.fromEntries(running.map(({ role, id }) => [role, id])),
      program: lastProgram(config.stack),
    };
    this.journal.write(entry);
    return entry;
  }

  /** @throws Failure when it was not to be had: what ran before runs again then */
  async run(entry: Entry): Promise<void> {
    const { config, docker, pulumi } = this.means;
    const { stack } = config;
    // Not before: a backup that is interrupted leaves nothing, by itself.
    interruption.watch("upgrade", stack);
    nameImages(pulumi, config, entry.pins);
    const deadline = Date.now() + this.limit;
    const before = new Set(Object.values(entry.containers));
    const forward = new Forward(stack, docker, before, deadline, (up) =>
      this.journal.write({ ...entry, pid: process.pid, up }),
    );
    const trouble = (await forward.up()) ?? (await this.notWell(entry, deadline));
    if (trouble) throw new Failure(await this.back(entry, await this.reason(trouble)));
    rememberProgram(stack);
    this.journal.clear();
    console.log(upgraded(stack, entry, thisProgram()));
  }

  /**
   * Goes back to what ran before.
   *
   * @returns what to tell the user
   * @throws Failure when that is not to be had either
   */
  async back(entry: Entry, reason?: Reason): Promise<string> {
    const { stack } = this.means.config;
    interruption.watch("upgrade", stack);
    console.log(`\nGoing back to what ran before${reason ? `: ${reason.text}` : ""}.`);
    this.journal.write({ ...entry, pid: process.pid, phase: "back" });
    try {
      const way = await WayBack.prepare(this.means, entry);
      await way.go();
      const wrong = await this.untilWell((content) =>
        content.wrongAgain(entry.content, Object.keys(entry.containers) as Role[]),
      );
      if (wrong) throw new Failure(`${wrong.text} after it`);
      this.journal.clear();
      const { restored, held } = way;
      return wentBack({ stack, entry, now: thisProgram(), restored, held }, reason);
    } catch (error) {
      if (interruption.happened) throw interruption.failure();
      const cause = error instanceof Failure ? error.message : String((error as Error).stack ?? error);
      throw new Failure(stuck(stack, entry, cause, reason));
    }
  }

  private notWell({ content: before }: Entry, deadline: number): Promise<Trouble | undefined> {
    const since = Math.floor(Date.now() / 1000);
    console.log("Looking whether all is well, and what was there is there.");
    return this.untilWell((content) => content.wrong(before, since), deadline);
  }

  /** @returns what is still wrong at the end; undefined: all is well */
  private async untilWell(
    ask: (content: Content) => ReturnType<Content["wrong"]>,
    deadline = Date.now() + Math.max(this.limit, USUAL),
  ): Promise<Trouble | undefined> {
    const { config } = this.means;
    return withTunnel(config, async () => {
      const content = this.content(config);
      for (;;) {
        interruption.refuse();
        const [first] = await ask(content);
        if (!first) return undefined;
        if (Date.now() > deadline) {
          const role = /^container (.+)$/.exec(first.what)?.[1] as Role | undefined;
          return { text: `${first.what}: ${first.found}`, role };
        }
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    });
  }

  private async reason({ text, role }: Trouble): Promise<Reason> {
    return role ? { text, role, lines: await this.means.docker.lastLines(role, LINES) } : { text };
  }

  private content(config: StackConfig): Content {
    const { docker, pulumi } = this.means;
    const { adminPassword } = isServer(config) ? pulumi.outputs() : {};
    const grafana =
      isServer(config) && adminPassword
        ? new GrafanaApi(`http://127.0.0.1:${config.grafana.port}/`, adminPassword)
        : undefined;
    return new Content(config, docker, grafana);
  }
}
