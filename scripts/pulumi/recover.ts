import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { grafanaNames, physicalNames } from "../../components/shared/naming";
import { severities } from "../../components/shared/severities";
import { Failure } from "../command/fail";
import type { Container, Docker } from "../engine/docker";
import { Adoption } from "../grafana/adoption";
import { GrafanaApi } from "../grafana/api";
import { evaluate } from "../offline/program";
import { explain } from "./explain";
import type { Pulumi } from "./pulumi";

/**
 * Brings what Pulumi knows back in line with what there is: after a container was stopped or removed by hand, after a
 * command was cut off, and on data volumes kept from an earlier life of the stack. Costs nothing where all is well.
 */
export class Recovery {
  private readonly names;

  constructor(
    private readonly pulumi: Pulumi,
    private readonly docker: Docker,
    private readonly config: StackConfig,
    /** Whether another owner's was taken over just now. */
    private readonly takenOver = false,
  ) {
    this.names = physicalNames(config.project, config.stack);
  }

  /** Before `up`. Returns true when Grafana's data is new, so that content Pulumi believes in has to be looked for. */
  async before(): Promise<boolean> {
    for (const { name, state } of await this.docker.containers())
      if (state === "paused") await this.docker.unpause(name);
    const containers = await this.docker.containers();
    const running = new Set(containers.filter(({ running }) => running).map(({ role }) => role));
    const volumes = await this.docker.volumes();
    const parts = partsOf(this.config);
    const complete =
      parts.every(({ role }) => running.has(role)) &&
      (await this.docker.networkId()) !== undefined &&
      parts.every(({ role, data }) => !data || volumes.includes(this.names.volume(role)));
    const wanted = this.wantedNames();
    const unfinished = this.pulumi.unfinished || this.takenOver;
    if (complete && !unfinished && wanted.length === 0) return false;

    const resources = this.pulumi.resources();
    if (complete && !unfinished) {
      const own = new Set(resources.flatMap(({ id }) => id?.replace(/^\d+:/, "") ?? []));
      if (wanted.some((name) => !own.has(name))) await this.refuseForeign(own);
      return false;
    }
    await this.removeOrphans(resources, containers);
    const known = resources.some(({ type }) => type.startsWith("docker:"));
    if (known) {
      console.log("Something of this stack is missing, stopped or unfinished: looking at what there is.");
      // Not the whole stack: reading Grafana's content would wait for a Grafana that may be gone (docs/decisions/refresh-without-grafana.md).
      await this.must(["refresh", "--yes", "--skip-preview", "--target", "**docker:index/**"]);
    }
    const hasContent = resources.some(({ type }) => type.startsWith("grafana:"));
    const hasVolume = volumes.includes(this.names.volume("grafana"));
    if (this.config.grafana && hasVolume && (!hasContent || unfinished)) await this.adopt();
    return hasContent && !hasVolume;
  }

  /** What this stack needs in Grafana that is known by its name alone. */
  private wantedNames(): string[] {
    if (!this.config.content) return [];
    const { receivers, heartbeat, quietHours } = this.config.content.notifications;
    const used = severities.filter((severity) => receivers.some((r) => r.severities.includes(severity)));
    const { contactPoints, muteTiming } = grafanaNames;
    return [
      ...used.map((severity) => contactPoints[severity]),
      ...(heartbeat ? [contactPoints.heartbeat] : []),
      ...(receivers.length > 0 ? quietHours.map((_, i) => muteTiming(i)) : []),
    ];
  }

  /** Grafana would add our integrations to a contact point of the same name, and later delete it as a whole (docs/decisions/contact-points-by-name.md). */
  private async refuseForeign(own: Set<string>): Promise<void> {
    const { adminPassword } = this.pulumi.outputs();
    if (adminPassword) await (await this.adoption(adminPassword)).refuseForeign(own);
  }

  /** After an `up` on new Grafana data: content Pulumi had made in the old one is made again. */
  async afterNewData(): Promise<void> {
    console.log("Grafana's data is new: making its content again.");
    await this.must(["refresh", "--yes", "--skip-preview"]);
    await this.must(["up", "--yes", "--skip-preview"]);
  }

  /**
   * Containers and a network of ours that Pulumi does not know: left by a command that was cut off, or put back as another
   * one after a take-over that failed. They hold no data.
   */
  private async removeOrphans(
    resources: { type: string; id?: string }[],
    containers: Container[],
  ): Promise<void> {
    const ids = new Set(resources.map(({ id }) => id));
    const network = await this.docker.networkId();
    const unknown = network !== undefined && !ids.has(network);
    for (const { id, name, state, running } of containers) {
      // One that was taken off the stack's network looks well to Pulumi; one on a network that goes has to be let go.
      if (unknown || !ids.has(id) || (state === "running" && !running))
        await this.docker.remove("container", name);
    }
    if (unknown) await this.docker.remove("network", network);
  }

  /**
   * Grafana's kept data may already hold our datasource, folders, rules and contact point, which cannot be made twice:
   * start Grafana alone, then tell Pulumi which of them are there. Nothing in Grafana is deleted.
   */
  private async adopt(): Promise<void> {
    console.log("Grafana's data of an earlier life of this stack is there: taking over what it holds.");
    await this.must([
      "up",
      "--yes",
      "--skip-preview",
      "--exclude",
      "**grafana:oss/**",
      "--exclude",
      "**grafana:alerting/**",
    ]);
    const { adminPassword = "" } = this.pulumi.outputs();
    const ours = await (await this.adoption(adminPassword)).ours();
    const resources = this.pulumi.resources();
    const urn = (type: string) => resources.find((resource) => resource.type === type)?.urn;
    const missing = ours.filter(
      ({ type, name }) => !resources.some(({ urn }) => urn.endsWith(`${type}::${name}`)),
    );
    if (missing.length === 0) return;

    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-import-"));
    try {
      const file = path.join(folder, "import.json");
      const nameTable = {
        parent: urn("deepchat:observability:GrafanaContent"),
        provider: urn("pulumi:providers:grafana"),
      };
      const list = missing.map((object) => ({ ...object, parent: "parent", provider: "provider" }));
      fs.writeFileSync(file, JSON.stringify({ nameTable, resources: list }));
      await this.must([
        "import",
        "--file",
        file,
        "--yes",
        "--skip-preview",
        "--protect=false",
        "--generate-code=false",
      ]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }

  /** To see what Grafana holds of ours; a refused password is told with the way out. */
  private async adoption(password: string): Promise<Adoption> {
    const grafana = new GrafanaApi(`http://127.0.0.1:${this.config.grafana?.port}/`, password);
    if ((await grafana.status("/api/user")) === 401)
      throw new Failure(explain("status: 401", "up", this.config.stack));
    return new Adoption(grafana, () => evaluate(this.config.stack, { warn: false }));
  }

  private async must(args: string[]): Promise<void> {
    const { ok, output } = await this.pulumi.show(args);
    if (!ok) throw new Failure(explain(output, args[0] ?? "", this.config.stack));
  }
}
