import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { GrafanaApi } from "../../../scripts/grafana/api";
import { pinned } from "../../support/pins";
import { docker } from "../stand/docker";
import { askLoki, type LokiEntry } from "../stand/loki-answers";
import type { Stand } from "../stand/stand";
import { until } from "../stand/until";
import { originalFiles } from "./files";

const roles = ["loki", "promtail", "grafana"] as const;

/** The original design's stack beside a stand, as its compose file makes it, on the stand's ports. */
export class Original {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-monitoring-"));
  readonly prefix: string;

  constructor(private readonly stand: Stand) {
    this.prefix = `theirs-${stand.id}`;
    for (const [name, text] of Object.entries(originalFiles(stand.logs, `e2e-${stand.id}-webui`))) {
      fs.mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      fs.writeFileSync(path.join(this.folder, name), text);
    }
    for (const name of ["loki-data", "grafana-storage"])
      fs.mkdirSync(path.join(this.folder, name), { mode: 0o777 });
    for (const name of [".", "loki-data", "grafana-storage"])
      fs.chmodSync(path.join(this.folder, name), 0o777);
  }

  /** The words of its compose file. */
  async start(): Promise<void> {
    const { loki, grafana } = this.stand.ports;
    docker("network", "create", this.prefix);
    this.run("loki", pinned("lokiImage"), {
      options: ["-p", `${loki}:3100`],
      volumes: ["loki-config.yaml:/etc/loki/local-config.yaml:ro", "loki-data:/loki"],
      command: ["-config.file=/etc/loki/local-config.yaml"],
    });
    this.run("promtail", pinned("promtailImage"), {
      options: ["-v", "/var/log:/var/log", "-v", "/var/run/docker.sock:/var/run/docker.sock"],
      volumes: ["promtail-config.yaml:/etc/promtail/config.yml:ro"],
    });
    this.run("grafana", pinned("grafanaImage"), {
      options: [
        "-p",
        `${grafana}:3000`,
        "-e",
        "GF_SECURITY_ADMIN_PASSWORD=admin",
        "-e",
        "GF_USERS_ALLOW_SIGN_UP=false",
      ],
      volumes: [
        "grafana-storage:/var/lib/grafana",
        "grafana-datasources.yaml:/etc/grafana/provisioning/datasources/datasource.yaml:ro",
        "grafana-dashboards.yaml:/etc/grafana/provisioning/dashboards/dashboard.yaml:ro",
        "dashboards:/var/lib/grafana/dashboards:ro",
      ],
    });
    await until("their Loki is ready", async () => (await fetch(`${this.lokiUrl}/ready`)).ok);
    await until("their Grafana is ready", async () => (await this.grafana.status("/api/user")) === 200);
  }

  get grafana(): GrafanaApi {
    return new GrafanaApi(`http://127.0.0.1:${this.stand.ports.grafana}/`, "admin");
  }

  loki(query: string): Promise<LokiEntry[]> {
    return askLoki(this.lokiUrl, query);
  }

  get lokiUrl(): string {
    return `http://127.0.0.1:${this.stand.ports.loki}`;
  }

  /** Puts lines of a time into it, an interval apart, and has it write them to chunks. */
  async push(words: string, count: number, from: number, interval: number): Promise<void> {
    const values = Array.from({ length: count }, (_, i) => [`${from + i * interval}000000`, `${words}=${i}`]);
    const response = await fetch(`${this.lokiUrl}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ streams: [{ stream: { job: "deepchat-webui" }, values }] }),
    });
    if (response.status !== 204) throw new Error(await response.text());
    await fetch(`${this.lokiUrl}/flush`, { method: "POST" });
  }

  /** How each container is, in Docker's word. */
  states(): Record<string, string> {
    const state = (role: string) => docker("inspect", "-f", "{{.State.Status}}", `${this.prefix}-${role}`);
    return Object.fromEntries(roles.map((role) => [role, state(role)]));
  }

  dispose(): void {
    for (const role of roles) spawnSync("docker", ["rm", "-f", "-v", `${this.prefix}-${role}`]);
    spawnSync("docker", ["network", "rm", this.prefix]);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private run(
    service: string,
    from: string,
    { options, volumes, command = [] }: { options: string[]; volumes: string[]; command?: string[] },
  ): void {
    const labels = {
      project: this.prefix,
      service,
      "project.working_dir": this.folder,
      "project.config_files": path.join(this.folder, "docker-compose.yml"),
    };
    docker(
      ...["run", "-d", "--name", `${this.prefix}-${service}`],
      ...["--network", this.prefix, "--network-alias", service],
      ...Object.entries(labels).flatMap(([key, value]) => ["--label", `com.docker.compose.${key}=${value}`]),
      ...volumes.flatMap((volume) => ["-v", path.join(this.folder, volume)]),
      ...[...options, from, ...command],
    );
  }
}
