import type { StackConfig } from "../../components/config/stack";
import { physicalNames } from "../../components/shared/naming";
import { Helper } from "../backup/helper";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Docker } from "../engine/docker";
import type { Guard } from "../engine/guard";
import { freePorts } from "../engine/ports";
import type { Survey } from "../engine/survey";
import { ownCommand } from "../rotate/own-command";
import { setKeys } from "../settings/set-keys";
import { StackFiles } from "../settings/stack-files";
import { type Asked, Conversion } from "./conversion";
import { Copies } from "./copies";
import { GiveBack } from "./give-back";
import { containersOf, type Plan } from "./plan";
import type { AdoptedNote } from "./record";
import type { Positions } from "./their-positions";
import type { Worker } from "./worker";

/** What the steps are made with. */
export interface Tools {
  config: StackConfig;
  docker: Docker;
  worker: Worker;
  guard: Guard;
  seen: Survey;
  note: AdoptedNote;
}

/**
 * Takes over another stack: copies, makes ours beside it, and stops it when ours is healthy and answers as it did. Whatever
 * fails before the end: theirs runs as before, and ours is gone.
 */
export class Handover {
  private readonly conversion: Conversion;
  private readonly copies: Copies;
  private readonly stack: string;

  constructor(
    private readonly plan: Plan,
    private readonly tools: Tools,
  ) {
    const { config, docker, worker } = tools;
    const helper = new Helper(docker, config.probe.image);
    this.stack = config.stack;
    if (!config.loki) throw new Failure("This stack has no Loki.");
    this.conversion = new Conversion(docker, worker, helper, config.loki, config);
    this.copies = new Copies(docker, worker, helper, config);
  }

  /** @returns what became of the positions */
  async run(): Promise<Positions | undefined> {
    interruption.watch("adopt", this.stack);
    return interruption.during(this.all());
  }

  private async all(): Promise<Positions | undefined> {
    const { note, config, docker } = this.tools;
    const containers = containersOf(this.plan.found).map(({ id, name, role, restart, running }) => ({
      ...{ id, name, role, restart, ran: running },
    }));
    const adopted = { done: false, containers, settings: {} };
    note.write(adopted);
    try {
      await this.copies.makeVolumes(this.tools.guard.owner, this.plan);
      const positions = await this.copies.take(this.plan);
      const asked = await this.conversion.run(this.plan.forms);
      const ports = await this.portsBeside();
      interruption.refuse();
      const settings = setKeys(new StackFiles(this.stack), { ...this.plan.settings, ...ports });
      note.write({ ...adopted, settings });
      await this.up(asked);
      await this.stopTheirs();
      if (Object.keys(ports).length > 0) {
        setKeys(new StackFiles(this.stack), pick(settings, Object.keys(ports)));
        console.log("\nTheirs is stopped; ours takes over its ports.");
        await this.up(asked);
      }
      note.write({ ...adopted, settings, done: true });
      return positions;
    } catch (error) {
      const told = await new GiveBack(config, docker, note).run();
      const cause = interruption.happened ? interruption.failure() : (error as Error);
      throw new Failure(
        `${cause.message.replace(/\.$/, "")}. ${told}`,
        cause instanceof Failure ? cause.code : 1,
      );
    }
  }

  /** Ports for what theirs holds until it is stopped, by their keys. */
  private async portsBeside(): Promise<Record<string, number>> {
    const keys = Object.keys(this.plan.theirPorts);
    const { seen, docker } = this.tools;
    const free = await freePorts(keys.length, seen, docker.local);
    return Object.fromEntries(keys.map((key, at) => [key, free[at] ?? 0]));
  }

  private async up(asked: Asked): Promise<void> {
    interruption.refuse();
    await ownCommand("up", ["--stack", this.stack]);
    interruption.refuse();
    const { project, stack } = this.tools.config;
    await this.conversion.compare(asked, physicalNames(project, stack).container("loki"));
  }

  /** The collector first: what is written from then on is ours alone. */
  private async stopTheirs(): Promise<void> {
    const { docker } = this.tools;
    const { loki, promtail, grafana } = this.plan.found;
    for (const one of [promtail, grafana, loki]) {
      // An engine that starts anew would start it again.
      if (one && /^(always|on-failure)/.test(one.restart))
        await docker.lines(["update", "--restart", "unless-stopped", one.id]);
      if (one?.running) await docker.stop(one.id);
    }
  }
}

function pick(values: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}
