import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parseDocument } from "yaml";

import type { Agent } from "../../../components/config/schema";
import { renderCollectorConfig } from "../../../components/containers/collector-file/render";
import { filteredSocket } from "../../../components/containers/service";
import { docker } from "../loss/docker";
import { images } from "../loss/images";
import { ended, feed } from "../loss/writers";
import { freePorts } from "../stand/free-ports";
import { journald, journalExists, machineId, service } from "../stand/journald";

/** What a site's collector reads besides containers, which it finds by the site's name. */
export interface SiteSources {
  /** Glob below the site's folder of files of the web UI, or several. @default "*.log" */
  webuiFiles?: string | string[];
  /** The same for Ollama. @default "ollama/*.log" */
  ollamaFiles?: string;
  /** systemd units; a real journald is started for them. @default none */
  units?: string[];
}

/** One host of several that push to one Loki: a real collector with its own files, containers and journal. */
export class Site {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "site-"));
  private readonly prefix = `site-${crypto.randomBytes(3).toString("hex")}`;
  private readonly started: string[] = [];

  private constructor(readonly host: string) {}

  static async start(agent: Agent, loki: string, host: string, sources: SiteSources = {}): Promise<Site> {
    const site = new Site(host);
    try {
      await site.create(agent, loki, sources);
      return site;
    } catch (error) {
      await site.dispose();
      throw error;
    }
  }

  private async create(agent: Agent, loki: string, sources: SiteSources): Promise<void> {
    const { webuiFiles = "*.log", ollamaFiles = "ollama/*.log", units = [] } = sources;
    const rendered = renderCollectorConfig({
      host: this.host,
      stack: this.prefix,
      pushUrl: `${loki}/loki/api/v1/push`,
      webuiLogPaths: [webuiFiles].flat().map((glob) => this.file(glob)),
      ollamaLogPaths: [this.file(ollamaFiles)],
      journaldUnits: units,
      webuiContainers: [`${this.prefix}-web`],
      ollamaContainers: [`${this.prefix}-ollama`],
    });
    const config = parseDocument(rendered);
    config.setIn(["server", "http_listen_address"], "127.0.0.1");
    config.setIn(["server", "http_listen_port"], 0);
    const file = path.join(this.folder, "collector.yaml");
    fs.writeFileSync(file, config.toString({ lineWidth: 0 }));
    fs.mkdirSync(this.file("ollama"), { recursive: true });

    const id = machineId(this.folder);
    const journal = path.join(this.folder, "journal");
    if (units.length > 0) {
      await this.run("journald", [], journald(journal, id, images[agent]));
      await journalExists(journal, id);
    }
    const [port] = await freePorts(1);
    const command: Record<Agent, string[]> = {
      promtail: [`-config.file=${file}`],
      alloy: [
        ...["run", "--config.format=promtail", "--storage.path=/tmp/alloy", "--disable-reporting"],
        ...[`--server.http.listen-addr=127.0.0.1:${port}`, file],
      ],
    };
    await this.run(
      "collector",
      [
        ...["--network", "host", "-v", `${this.folder}:${this.folder}:ro`, "--tmpfs", "/var/lib/promtail"],
        ...["-v", `/var/run/docker.sock:${filteredSocket()}:ro`],
        ...["-v", `${journal}:/run/log/journal:ro`, "-v", `${id}:/etc/machine-id:ro`],
      ],
      [images[agent], ...command[agent]],
    );
  }

  /** Path of a log file of the site. */
  file(name: string): string {
    return path.join(this.folder, "logs", name);
  }

  /** Adds lines to a log file. */
  append(name: string, lines: string[]): void {
    fs.appendFileSync(this.file(name), lines.map((line) => `${line}\n`).join(""));
  }

  /** A container that writes these lines; one whose name starts with `ollama` is Ollama's, another the web UI's. */
  async container(name: string, stdout: string[], stderr: string[] = []): Promise<void> {
    const folder = path.join(this.folder, "containers", name);
    fs.mkdirSync(folder, { recursive: true });
    for (const [stream, lines] of Object.entries({ stdout, stderr }))
      fs.writeFileSync(path.join(folder, stream), lines.map((line) => `${line}\n`).join(""));
    await this.run(
      name.startsWith("ollama") ? name : `web-${name}`,
      ["--network", "none", "-v", `${folder}:/lines:ro`],
      [images.writer, "sh", "-c", "cat /lines/stdout; cat /lines/stderr >&2; exec sleep 600"],
    );
  }

  /** Lets a unit's service write lines into the journal. */
  async say(unit: string, lines: string[]): Promise<void> {
    const child = feed("docker", "exec", "-i", `${this.prefix}-journald`, ...service(unit));
    child.stdin?.write(lines.map((line) => `${line}\n`).join(""));
    await ended(child);
  }

  async log(): Promise<string> {
    return docker("logs", "--tail", "20", `${this.prefix}-collector`);
  }

  private async run(role: string, options: string[], command: string[]): Promise<void> {
    const name = `${this.prefix}-${role}`;
    this.started.push(name);
    await docker("run", "-d", "--name", name, ...options, ...command);
  }

  async dispose(): Promise<void> {
    if (this.started.length > 0) await docker("rm", "-f", "-v", ...this.started).catch(() => "");
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
