import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import type { Container, Docker } from "../engine/docker";
import { isWell, settled } from "../engine/well";
import { Adoption } from "../grafana/adoption";
import { GrafanaApi } from "../grafana/api";
import { namedInGrafana } from "../grafana/named";
import { evaluate } from "../offline/program";
import { Drift } from "./drift";
import { explain } from "./explain";
import type { Pulumi } from "./pulumi";

/**
 * Brings what Pulumi knows back in line with what there is: after a container was stopped or removed by hand, after a
 * command was cut off, and on data volumes kept from an earlier life of the stack. Costs nothing where all is well.
 */
export class Recovery {
  private readonly names;
  private drift?: Drift;

  constructor(
    private readonly pulumi: Pulumi,
    private readonly docker: Docker,
    private readonly config: StackConfig,
    /** Whether another owner's was taken over just now. */
    private readonly takenOver = false,
  ) {
    this.names = physicalNames(config.project, config.stack);
  }

  /** Before `up`. */
  async before(): Promise<void> {
    for (const { name, state } of await this.docker.containers())
      if (state === "paused") await this.docker.unpause(name);
    const containers = await settled(this.docker, 60);
    const well = new Set(containers.filter(isWell).map(({ role }) => role));
    const volumes = await this.docker.volumes();
    const parts = partsOf(this.config);
    const complete =
      parts.every(({ role }) => well.has(role)) &&
      (await this.docker.networkId()) !== undefined &&
      parts.every(({ role, data }) => !data || volumes.includes(this.names.volume(role)));
    const wanted = namedInGrafana(this.config);
    const unfinished = this.pulumi.unfinished || this.takenOver;
    if (complete && !unfinished && wanted.length === 0) return;

    const resources = this.pulumi.resources();
    if (complete && !unfinished) {
      const own = new Set(resources.flatMap(({ id }) => id?.replace(/^\d+:/, "") ?? []));
      if (wanted.some((name) => !own.has(name))) await this.refuseForeign(own);
      return;
    }
    const removed = await this.removeUnfit(resources, containers);
    const known = resources.some(({ type }) => type.startsWith("docker:"));
    if (known) {
      console.log("Something of this stack is missing, stopped or unfinished: looking at what there is.");
      // Not the whole stack: reading Grafana's content would wait for a Grafana that may be gone (docs/decisions/refresh-without-grafana.md).
      await this.must(["refresh", "--yes", "--skip-preview", "--target", "**docker:index/**"]);
    }
    if (!this.config.grafana) return;
    const hasContent = resources.some(({ type }) => type.startsWith("grafana:"));
    const hasVolume = volumes.includes(this.names.volume("grafana"));
    if (hasVolume && (!hasContent || unfinished)) await this.adopt();
    else if (hasContent && (!well.has("grafana") || removed.has("grafana"))) await this.containersFirst();
  }

  /** What has `up` look at what somebody changed by hand, in Grafana above all. Empty where nobody did, and where Grafana cannot be asked. */
  async looksAtContent(): Promise<string[]> {
    const { grafana, content } = this.config;
    const runs = (await this.docker.containers()).some((one) => one.role === "grafana" && isWell(one));
    if (!grafana || !content || !runs) return [];
    const { adminPassword } = this.pulumi.outputs();
    if (!adminPassword) return [];
    const api = this.grafana(adminPassword);
    // One question: many at once with a wrong password would lock the account (docs/decisions/grafana-login-lock.md).
    if ((await api.status("/api/user")) !== 200) return [];
    const [stray] = await api.strayRules();
    if (!stray) {
      this.drift = new Drift(this.config.stack, this.docker, api);
      return (await this.drift.isThere()) ? ["--refresh"] : [];
    }
    console.log(
      `Whether somebody changed this stack's content in Grafana is not looked at: the rule "${stray.title}" stands in its group ${stray.group}, and would be lost. Move it to another evaluation group (Alerting, Alert rules).`,
    );
    return [];
  }

  /** After an `up` that ended well: what there is now is what the next one compares with, unless nobody looked at it before. */
  async after(): Promise<void> {
    await this.drift?.remember();
  }

  /** Grafana would add our integrations to a contact point of the same name, and later delete it as a whole (docs/decisions/contact-points-by-name.md). */
  private async refuseForeign(own: Set<string>): Promise<void> {
    const { adminPassword } = this.pulumi.outputs();
    if (adminPassword) await (await this.adoption(adminPassword)).refuseForeign(own);
  }

  /**
   * Containers of ours that are not well, to be made anew, and containers and a network that Pulumi does not know: left by
   * a command that was cut off, or put back as another one after a take-over that failed. None of them holds data.
   *
   * @returns the roles of those that were removed
   */
  private async removeUnfit(
    resources: { type: string; id?: string }[],
    containers: Container[],
  ): Promise<Set<Container["role"]>> {
    const ids = new Set(resources.map(({ id }) => id));
    const network = await this.docker.networkId();
    const unknown = network !== undefined && !ids.has(network);
    // One that was taken off the stack's network looks well to Pulumi, and so does one that crashes again and again or
    // does not answer; one on a network that goes has to be let go.
    const unfit = containers.filter((one) => unknown || !ids.has(one.id) || !isWell(one));
    for (const { name, state } of unfit) {
      if (state === "running") await this.docker.stop(name);
      await this.docker.remove("container", name);
    }
    if (unknown) await this.docker.remove("network", network);
    return new Set(unfit.map(({ role }) => role));
  }

  /** Grafana has to run before its content can be looked at. */
  private async containersFirst(): Promise<void> {
    const content = ["oss", "alerting"].flatMap((kind) => ["--exclude", `**grafana:${kind}/**`]);
    await this.must(["up", "--yes", "--skip-preview", ...content]);
  }

  /**
   * Grafana's kept data may already hold our datasource, folders, rules and contact point, which cannot be made twice:
   * start Grafana alone, then tell Pulumi which of them are there. Nothing in Grafana is deleted.
   */
  private async adopt(): Promise<void> {
    console.log("Grafana's data of an earlier life of this stack is there: taking over what it holds.");
    await this.containersFirst();
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
    const grafana = this.grafana(password);
    if ((await grafana.status("/api/user")) === 401)
      throw new Failure(explain("status: 401", "up", this.config.stack));
    return new Adoption(grafana, () => evaluate(this.config.stack, { warn: false }));
  }

  private grafana = (password: string) =>
    new GrafanaApi(`http://127.0.0.1:${this.config.grafana?.port}/`, password);

  private async must(args: string[]): Promise<void> {
    const { ok, output } = await this.pulumi.show(args);
    if (!ok) throw new Failure(explain(output, args[0] ?? "", this.config.stack));
  }
}
