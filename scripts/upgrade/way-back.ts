import type { StackConfig } from "../../components/config/stack";
import { partsOf, type Role } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import { Archive } from "../backup/archive";
import { Outcome } from "../backup/outcome";
import { RestoredState } from "../backup/restored-state";
import { RestoredVolumes } from "../backup/restored-volumes";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Docker } from "../engine/docker";
import type { Guard } from "../engine/guard";
import { containerType, makeAsBefore } from "../pulumi/as-before";
import { explain } from "../pulumi/explain";
import type { Pulumi } from "../pulumi/pulumi";
import { State } from "../pulumi/state";
import type { Entry } from "./journal";
import { nameImages } from "./name-images";

/** A stack and the means to change it. */
export interface Means {
  config: StackConfig;
  docker: Docker;
  pulumi: Pulumi;
  guard: Guard;
}

/**
 * The way back: volumes and state as the backup has them, containers by the definitions they had, whatever program and
 * images are asked for now. Can be begun anew at any point.
 */
export class WayBack {
  /** Whose data come from the backup. */
  readonly restored: Role[];
  /** Keys that the stack's files name now, so that what ran stays. */
  held: string[] = [];
  private readonly archive: Archive;

  private constructor(
    private readonly means: Means,
    private readonly entry: Entry,
    private readonly now: { id: string; name: string; role: Role }[],
  ) {
    this.archive = Archive.open(entry.backup, means.config.project);
    const replaced = this.lost().map(({ role }) => role);
    const has = partsOf(means.config).flatMap(({ role, data }): Role[] => (data ? [role] : []));
    // Grafana's database goes one way, and its content goes with the state. Logs stay where nobody else wrote to them; where
    // somebody did, what came since is read again from where sources had been read to.
    const wanted: Role[] = replaced.includes("loki") ? ["grafana", "loki", "collector"] : ["grafana"];
    this.restored = wanted.filter((role) => has.includes(role));
  }

  /** @throws Failure when the backup is not there or not whole */
  static async prepare(means: Means, entry: Entry): Promise<WayBack> {
    const back = new WayBack(means, entry, await means.docker.containers());
    await back.archive.verify();
    new RestoredState(back.archive, means.pulumi).check();
    return back;
  }

  async go(): Promise<void> {
    const { config, docker, pulumi, guard } = this.means;
    const volumes = new RestoredVolumes(this.archive, config, docker, this.restored);
    await interruption.during(volumes.unpack(guard.owner));
    interruption.refuse();
    // From here on an `up` that somebody runs by hand asks for what ran before, too.
    this.held = nameImages(pulumi, config, this.entry.images);
    await interruption.during(this.putData(volumes));
    const known = await this.definitions();
    await this.must(["refresh", "--yes", "--skip-preview", "--target", "**docker:index/**"], "refresh");
    const { ok, output } = await makeAsBefore(pulumi, known);
    if (!ok) throw new Failure(explain(output, "up", pulumi.stack));
  }

  /** Containers that are gone or of the new version. */
  private lost(): { role: Role }[] {
    const roles = Object.keys(this.entry.containers) as Role[];
    return roles
      .filter((role) => !this.now.some(({ id }) => id === this.entry.containers[role]))
      .map((role) => ({ role }));
  }

  private async putData(volumes: RestoredVolumes): Promise<void> {
    const { config, docker, pulumi } = this.means;
    const before = new Set(Object.values(this.entry.containers));
    for (const { id, name, role } of await docker.containers()) {
      if (before.has(id) && !this.restored.includes(role)) continue;
      await docker.stop(name);
      await docker.remove("container", id);
    }
    await volumes.swap();
    pulumi.select();
    new RestoredState(this.archive, pulumi).put();
    // Loki's volume says how the last backup went.
    if (this.restored.includes("loki")) await new Outcome(config, docker).good(this.archive.manifest.time);
  }

  /** Before a refresh, which forgets containers that are gone. */
  private async definitions() {
    const { config, pulumi } = this.means;
    const names = physicalNames(config.project, config.stack);
    const resources = await new State(pulumi, config.project).resources();
    return (Object.keys(this.entry.containers) as Role[]).flatMap((role) => {
      const name = names.container(role);
      const resource = resources.find(({ type, inputs }) => type === containerType && inputs?.name === name);
      return resource ? [{ name, resource }] : [];
    });
  }

  private async must(args: string[], command: string): Promise<void> {
    const { ok, output } = await this.means.pulumi.show(args);
    if (!ok) throw new Failure(explain(output, command, this.means.pulumi.stack));
  }
}
