import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { pinned, versionNear } from "../../support/pins";
import { docker } from "../stand/docker";

/** A new program that changes Grafana's database for good and then ends: that of before cannot read it any more. */
const spoilsDatabase = `#!/bin/sh
echo "spoils the database"
printf 'a form of the future' | dd of=/var/lib/grafana/grafana.db conv=notrunc status=none
exit 1
`;

/** One that makes Loki's data its own, and never becomes healthy. */
const spoilsLogs =
  'echo "spoils the logs"; rm -rf /loki/chunks /loki/wal /loki/tsdb-shipper-active; exec sleep 100000';

/** Images of versions that there are not, made of those this release pins. No registry is asked, nothing is built. */
export class Images {
  private readonly made: string[] = [];

  /** @param id makes their names this test's own */
  constructor(private readonly id: string) {}

  /** Beside the release's own: what a registry that is not asked would have. */
  get olderName(): string {
    return `${repository("grafanaImage")}:${versionNear("grafanaImage", -1)}-${this.id}`;
  }

  /** This release's Grafana under the number of an older one, and with another id. */
  older(): string {
    return this.make("grafanaImage", this.olderName, ["LABEL older=true"]);
  }

  /** A newer Grafana that works. */
  newer(): string {
    return this.make("grafanaImage", this.near("grafanaImage", 1), ["LABEL newer=true"]);
  }

  /** A newer Grafana that does not, and spoils the database on its way. */
  badGrafana(): string {
    return this.make("grafanaImage", this.near("grafanaImage", 2), [], spoilsDatabase);
  }

  /** A newer Loki that spoils the logs and never answers. */
  badLoki(): string {
    const entrypoint = JSON.stringify(["sh", "-c", spoilsLogs]);
    const changes = ["USER 10001", `ENTRYPOINT ${entrypoint}`, "CMD []"];
    return this.make("probeImage", this.near("lokiImage", 0, 99), changes);
  }

  private near(key: string, minors: number, patch?: number): string {
    return `e2e-${this.id}/${repository(key)}:${versionNear(key, minors, patch)}`;
  }

  /** @param run takes the place of what Grafana's image starts */
  private make(key: string, name: string, changes: string[], run?: string): string {
    const container = docker("create", pinned(key));
    try {
      if (run !== undefined) put(container, run);
      docker("commit", ...changes.flatMap((change) => ["--change", change]), container, name);
      this.made.push(name);
    } finally {
      docker("rm", "-v", container);
    }
    return name;
  }

  remove(): void {
    for (const name of this.made) spawnSync("docker", ["rmi", "-f", name]);
  }
}

/** An image's name without its version. */
function repository(key: string): string {
  return pinned(key).replace(/:[^:]*$/, "");
}

function put(container: string, script: string): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "way-back-"));
  const file = path.join(folder, "run.sh");
  fs.writeFileSync(file, script, { mode: 0o755 });
  docker("cp", file, `${container}:/run.sh`);
  fs.rmSync(folder, { recursive: true });
}
