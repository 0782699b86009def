import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { uids } from "../../components/shared/naming";
import type { Docker } from "../engine/docker";
import type { GrafanaApi } from "../grafana/api";
import { localFolder } from "./backend";

/** What Grafana says of all that a stack makes there, and of what stands beside it. */
const asked = [
  "api/search?limit=5000",
  "api/folders",
  `api/datasources/uid/${uids.datasource}`,
  ...Object.values(uids.dashboards).map((uid) => `api/dashboards/uid/${uid}`),
  ...["alert-rules", "contact-points", "policies", "mute-timings", "templates"].map(
    (what) => `api/v1/provisioning/${what}`,
  ),
];

/**
 * Whether anybody changed by hand, in Docker or in Grafana, what a stack's last `up` left there: a checksum of what both say
 * of it is kept beside the state. For Pulumi to look at each thing takes as long as all else of an `up` that changes nothing.
 */
export class Drift {
  private readonly file: string;

  constructor(
    stack: string,
    private readonly docker: Pick<Docker, "containers" | "lines" | "networkId" | "volumes">,
    private readonly grafana: Pick<GrafanaApi, "get">,
  ) {
    this.file = path.join(localFolder, `${stack}.seen`);
  }

  /** False only where all is as the last `up` left it. */
  async isThere(): Promise<boolean> {
    const before = fs.existsSync(this.file) ? fs.readFileSync(this.file, "utf8") : undefined;
    return before === undefined || before !== (await this.checksum());
  }

  /** What there is now is as it should be: an `up` has ended well. */
  async remember(): Promise<void> {
    const checksum = await this.checksum();
    if (!checksum) return fs.rmSync(this.file, { force: true });
    fs.mkdirSync(localFolder, { recursive: true });
    fs.writeFileSync(this.file, checksum);
  }

  /** undefined where something cannot be asked. */
  private async checksum(): Promise<string | undefined> {
    try {
      // One question first: an `up` may have changed the password, and many with a wrong one lock the account (docs/decisions/grafana-login-lock.md).
      await this.grafana.get("api/user");
      const answers = await Promise.all([this.inDocker(), ...asked.map((what) => this.grafana.get(what))]);
      // Lists come in any order.
      const sorted = answers.map((answer: unknown) =>
        Array.isArray(answer) ? answer.map((one) => JSON.stringify(one)).sort() : answer,
      );
      return crypto.createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
    } catch {
      return undefined;
    }
  }

  /** How the engine describes what the stack made there, without what changes by itself. */
  private async inDocker(): Promise<string[]> {
    const [containers, network = "", volumes] = await Promise.all([
      this.docker.containers(),
      this.docker.networkId(),
      this.docker.volumes(),
    ]);
    const described = await Promise.all([
      this.inspect("container", container, ...containers.map(({ id }) => id)),
      this.inspect("network", "{{.Id}} {{json .Labels}} {{json .Options}} {{json .Internal}}", network),
      this.inspect("volume", "{{.Name}} {{json .Labels}} {{json .Options}}", ...volumes),
    ]);
    return described.flat();
  }

  private inspect(kind: string, format: string, ...what: string[]): Promise<string[]> {
    return this.docker.lines([kind, "inspect", "--format", format, ...what]);
  }
}

const container =
  "{{.Id}} {{.Name}} {{.Image}} {{json .Config}} {{json .HostConfig}}" +
  " {{range $name, $network := .NetworkSettings.Networks}}{{$name}} {{json $network.Aliases}} {{end}}";
