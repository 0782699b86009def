import { spawnSync } from "node:child_process";
import * as fs from "node:fs";

import { otherSockets, runtimeFolder, usualSocket } from "../../components/config/engine";
import type { Sources } from "../../components/config/schema";
import type { StackConfig } from "../../components/config/stack";
import { proxyRoles, type Role } from "../../components/containers/parts";
import { dockerLabels } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import { DockerCli } from "../engine/docker-cli";
import { type EngineKind, engineKind } from "../engine/engine-kind";
import { setSocket, usualPlaces } from "../engine/socket-problem";
import { containerFilesCheck } from "./container-files";
import { collectedOf, containerChecks, type Running } from "./source-containers";
import { unreadUnits } from "./source-units";

const stopped = { state: "failed", found: "the collector does not run", hint: "npm run up" } as const;
const unasked = { state: "failed", found: "the proxy before it does not run", hint: "npm run up" } as const;
const listing = [
  ...["ps", "--no-trunc", "--format"],
  `{{.Names}}\t{{.Image}}\t{{.Networks}}\t{{.Label "${dockerLabels.role}"}}`,
];
const narrow =
  "Docker from the snap store sees only some folders of its host: with Docker's own packages all are seen";

/** What there is on this machine. */
interface Here {
  /** Names of units that may be a model server's. */
  units: () => string[];
  /** Sockets of engines that are not at the usual place. */
  sockets: () => string[];
}

/** Whether the places where logs are looked for are there, each with what was looked for and the key that says otherwise. */
export class SourceChecks {
  private readonly sources: Sources;

  constructor(
    private readonly config: Pick<StackConfig, "engines" | "collector">,
    private readonly docker: Pick<Docker, "cli" | "exec" | "lines" | "local">,
    private readonly here: Here = { units: modelUnits, sockets: enginesHere },
  ) {
    this.sources = config.collector.sources;
  }

  async all(): Promise<Check[]> {
    const kind = await engineKind(this.docker.cli);
    const running = await this.running();
    const { containerLogFolder: folder } = this.sources;
    return [
      ...(folder
        ? [await containerFilesCheck(folder, this.docker)]
        : [await this.engine(kind), ...(await this.furtherEngines())]),
      ...containerChecks(this.sources, running),
      ...(await this.journal(kind)),
      ...this.units(),
    ];
  }

  /** What can be said without a collector: which containers and units there are, and which of them will be read. */
  async before(): Promise<Check[]> {
    return [...containerChecks(this.sources, await this.running()), ...this.units()];
  }

  /** Containers that run and are none of ours, and are collected by their names. */
  async collected(): Promise<Running[]> {
    return collectedOf(this.sources, await this.running());
  }

  private units(): Check[] {
    const { ollamaUnits, modelServerUnits } = this.sources;
    return this.docker.local ? unreadUnits(ollamaUnits, modelServerUnits, this.here.units()) : [];
  }

  private async engine(kind: EngineKind | undefined): Promise<Check> {
    const what = "engine of the containers";
    const [socket] = this.config.engines?.sockets ?? [];
    const ways = [...(kind?.rootless ? ["rootless"] : []), ...(kind?.snap ? ["snap"] : [])];
    const name = kind ? `${kind.name} ${kind.version}${ways.length > 0 ? ` (${ways.join(", ")})` : ""}` : "";
    const seen = await this.answers("proxy");
    if (seen === undefined) return { what, ...unasked };
    if (seen) return { what, state: "ok", found: `${name || "an engine"}, read at ${socket}` };
    const found = `no socket at ${socket} of its host${name ? `, which has ${name}` : ""}: no container is read`;
    return { what, state: "failed", found, hint: `${setSocket()}: ${usualPlaces}` };
  }

  /** Those that are read beside the stack's own, and those of this machine that could be. */
  private async furtherEngines(): Promise<Check[]> {
    const sockets = this.config.engines?.sockets ?? [];
    const further = sockets.slice(1);
    const checks = further.map(async (path, at): Promise<Check> => {
      const what = `engine at ${path}`;
      const role = proxyRoles[at + 1];
      const seen = role && (await this.answers(role));
      if (seen === undefined) return { what, ...unasked };
      if (seen) return { what, state: "ok", found: "its containers are read, too" };
      const hint = "start that engine, then npm run up; or change moreSockets";
      return { what, state: "failed", found: "no socket there: none of its containers is read", hint };
    });
    const unread = this.docker.local ? this.here.sockets().filter((path) => !sockets.includes(path)) : [];
    return [
      ...(await Promise.all(checks)),
      ...unread.map((path): Check => {
        const hint = `if a web UI or Ollama runs there: npm run pulumi -- config set --path 'moreSockets[${further.length}]' ${path}`;
        return { what: `engine at ${path}`, state: "empty", found: "its containers are not read", hint };
      }),
    ];
  }

  /** Whether there is a journal to read: none is no fault of the collector, but the reason why a query below is empty. */
  private async journal(kind: EngineKind | undefined): Promise<Check[]> {
    const looked = (["ollamaUnits", "modelServerUnits"] as const)
      .filter((key) => this.sources[key].length > 0)
      .map((key) => `units ${this.sources[key].join(", ")} (${key})`)
      .join(", ");
    if (!looked) return [];
    const what = "journal of the host";
    const seen = await this.inCollector(
      "compgen -G '/var/log/journal/*' || compgen -G '/run/log/journal/*'; test -s /etc/machine-id && echo id; echo .",
    );
    const lines = seen.split("\n");
    if (!lines.includes(".")) return [{ what, ...stopped }];
    if (!lines.some((line) => line.startsWith("/")))
      return [
        {
          ...{ what, state: "empty", found: `no such path on the host; looked for ${looked}` },
          hint: kind?.snap ? narrow : "right for a host without systemd; else see docs/log-formats.md",
        },
      ];
    if (!lines.includes("id"))
      return [
        {
          ...{
            what,
            state: "failed",
            found: "the collector does not see /etc/machine-id, by which it is read",
          },
          hint: kind?.snap ? narrow : "systemd-machine-id-setup on the host, then npm run up",
        },
      ];
    return [{ what, state: "ok", found: `found; read of it: ${looked}` }];
  }

  /** Whether a proxy reaches its engine; undefined: it does not run. Without a socket it ends and is started again and again. */
  private async answers(role: Role): Promise<boolean | undefined> {
    const { status, stderr } = await this.docker.exec(role, ["/healthcheck"]);
    if (status === 0) return true;
    return /No such container|is not running/.test(stderr) && !stderr.includes("restarting")
      ? undefined
      : false;
  }

  /** What a line of bash says inside the collector; empty where that does not run. */
  private async inCollector(script: string): Promise<string> {
    return (await this.docker.exec("collector", ["bash", "-c", script])).stdout.trim();
  }

  private async running(): Promise<Running[]> {
    const lines = await this.docker.lines(listing);
    const more = this.docker.local ? await Promise.all(this.sources.moreSockets.map(containersAt)) : [];
    return [...lines, ...more.flat()].flatMap((line) => {
      const [name = "", image = "", networks = "", role = ""] = line.split("\t");
      return role ? [] : [{ name, image, networks }];
    });
  }
}

async function containersAt(socket: string): Promise<string[]> {
  return (await new DockerCli(`unix://${socket}`).run(listing, { timeout: 5000 })).stdout
    .split("\n")
    .filter(Boolean);
}

function enginesHere(): string[] {
  // podman-docker links Docker's usual place to Podman's.
  const real = (path: string) => (fs.existsSync(path) ? fs.realpathSync(path) : undefined);
  return otherSockets(runtimeFolder(process.env.XDG_RUNTIME_DIR)).filter(
    (path) => ![undefined, real(usualSocket)].includes(real(path)),
  );
}

/** Services of this machine, the system's and this user's, whose names say that they run models. */
function modelUnits(): string[] {
  const list = ["list-units", "--all", "--type=service", "--plain", "--no-legend", "*ollama*"];
  return [[], ["--user"]].flatMap((whose) => {
    const { status, stdout } = spawnSync("systemctl", [...whose, ...list], {
      encoding: "utf8",
      timeout: 5000,
    });
    return status === 0 ? stdout.split("\n").flatMap((line) => line.trim().split(/\s+/)[0] || []) : [];
  });
}
