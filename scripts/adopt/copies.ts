import type { StackConfig } from "../../components/config/stack";
import { type Owner, physicalNames, ports } from "../../components/shared/naming";
import type { Helper } from "../backup/helper";
import { Meter, size } from "../backup/meter";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Docker } from "../engine/docker";
import { lokiUser } from "./conversion";
import { fileIn } from "./found";
import type { Plan } from "./plan";
import { type Positions, positionsFile, translate } from "./their-positions";
import type { Theirs } from "./theirs";
import { type Worker, writing } from "./worker";

/** Number of the user our Grafana runs as; its group is 0. */
const grafanaUser = 472;

/**
 * Copies of what another stack keeps, in volumes of ours. Its Promtail is stopped for the moment in which positions and lines
 * are copied, so that each line is on one side of that moment, and goes on where it was.
 */
export class Copies {
  private readonly names;

  constructor(
    private readonly docker: Docker,
    private readonly worker: Worker,
    private readonly helper: Helper,
    private readonly config: StackConfig,
  ) {
    this.names = physicalNames(config.project, config.stack);
  }

  /** Makes the volumes. @param owner whose they are */
  async makeVolumes(owner: Owner, { promtail, grafana }: Plan): Promise<void> {
    const { labels, volume } = physicalNames(this.config.project, this.config.stack, owner);
    for (const role of ["loki", ...(promtail ? ["collector"] : []), ...(grafana ? ["grafana"] : [])]) {
      const flags = labels.flatMap(({ label, value }) => ["--label", `${label}=${value}`]);
      await this.docker.lines(["volume", "create", ...flags, volume(role)]);
    }
  }

  /** @returns what became of the positions; undefined where there was no Promtail */
  async take(plan: Plan): Promise<Positions | undefined> {
    if (plan.grafana) await this.grafana(plan.grafana, plan.found.loki.addresses);
    interruption.refuse();
    const meter = new Meter("Loki");
    const { positions, bytes } = await this.atOneMoment(plan);
    interruption.refuse();
    const rest = await this.copy<number>("rest", plan);
    meter.done(`${size(bytes + rest)} copied`);
    return positions;
  }

  private async grafana(
    { from, secretKey }: NonNullable<Plan["grafana"]>,
    addresses: string[],
  ): Promise<void> {
    const meter = new Meter("Grafana");
    const volume = this.names.volume("grafana");
    await this.helper.note(volume, ".secret-key", `${secretKey}\n`);
    const owner = [String(grafanaUser), "0"];
    await this.worker.run(
      ["grafana", from.path, "/to", ...owner, `http://loki:${ports.loki}`, ...addresses],
      "Grafana's data cannot be copied",
      { mounts: [from.mount, `${volume}:/to:rw`], capabilities: writing },
    );
    meter.done("copied");
  }

  private async atOneMoment(plan: Plan): Promise<{ positions?: Positions; bytes: number }> {
    const { promtail } = plan.found;
    let positions: Positions | undefined;
    try {
      // On its way out it sends what it has read and notes how far that is.
      if (promtail?.running) await this.docker.stop(promtail.id);
      if (promtail) positions = await this.positions(plan, promtail);
      return { positions, bytes: await this.copy<number>("first", plan) };
    } finally {
      if (promtail?.running) await this.docker.lines(["start", promtail.id]);
    }
  }

  private async positions({ promtail }: Plan, container: Theirs): Promise<Positions | undefined> {
    if (!promtail) return undefined;
    const file = promtail.positions ?? positionsFile(promtail.config);
    const notes = await fileIn(this.docker, container, file);
    if (notes === undefined)
      throw new Failure(
        `The Promtail ${container.name} has no notes in ${file} of how far it has read, though it was stopped in good order`,
      );
    const [finished = ""] = await this.docker.lines([
      "inspect",
      "--format",
      "{{.State.FinishedAt}}",
      container.id,
    ]);
    const found = translate(notes, {
      promtail: container,
      config: promtail.config,
      sources: this.config.collector.sources,
      stopped: Date.parse(finished) / 1000,
    });
    await this.helper.note(this.names.volume("collector"), "positions.yaml", found.text);
    return found;
  }

  private copy<T>(part: "first" | "rest", { loki: { from } }: Plan): Promise<T> {
    const owner = [String(lokiUser), String(lokiUser)];
    return this.worker.run([part, from.path, "/to", ...owner], "Loki's data cannot be copied", {
      mounts: [from.mount, `${this.names.volume("loki")}:/to:rw`],
      capabilities: writing,
    });
  }
}
