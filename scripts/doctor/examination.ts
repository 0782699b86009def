import * as path from "node:path";

import type { StackConfig } from "../../components/config/stack";
import { lokiElsewhere } from "../checks/loki-elsewhere";
import type { Container } from "../engine/docker";
import { engineKind } from "../engine/engine-kind";
import { externalLoki } from "../engine/refuse-loki";
import { root } from "../offline/project";
import { localFolder } from "../pulumi/backend";
import { diagnoses, type Diagnosis, told } from "./diagnosis";
import { type EngineFacts, engineFacts } from "./engine-facts";
import { gpu } from "./gpu";
import { disks, memory, security } from "./host";
import { logs } from "./logs";
import type { Machine } from "./machine";
import type { Onlooker } from "./onlooker";
import { containers, owner, start } from "./own-stack";
import type { Patient } from "./patient";
import { receivers } from "./receivers";
import { targets } from "./targets";
import { tools } from "./tools";
import { engineVersion, images } from "./versions";

/** Where Ollama keeps its models unless told otherwise. */
const modelsFolders = ["/usr/share/ollama/.ollama/models", "/var/lib/ollama/models"];

/** Asks everything that decides whether `up` works, and whether what it made does. Changes nothing. */
export class Examination {
  /** The stack's containers, known after it: none of another owner's. */
  own: Container[] = [];

  constructor(
    private readonly patient: Patient,
    /** undefined: there is no Pulumi CLI. */
    private readonly onlooker: Onlooker | undefined,
    private readonly machine: Machine,
  ) {}

  async all(): Promise<Diagnosis[]> {
    const { docker, found, stack } = this.patient;
    const problem = await docker.problem(docker.at.remote ? 20 : 10).catch((error: Error) => error.message);
    const rest = problem
      ? [
          [told("engine", problem), this.permissions()],
          ...(await Promise.all([
            this.part("disks", () => this.disks(undefined)),
            this.part("versions", () => tools(docker, this.machine, undefined, [], stack)),
          ])),
        ]
      : await this.withEngine();
    return [...found, ...rest.flat()];
  }

  private async withEngine(): Promise<Diagnosis[][]> {
    const { docker, config, stack } = this.patient;
    const { machine, onlooker } = this;
    const [facts, kind, there, missing, foreign] = await Promise.all([
      engineFacts(docker.cli),
      engineKind(docker.cli),
      docker.containers().catch((): Container[] => []),
      config ? docker.missingImages().catch(() => []) : [],
      config ? owner(config, docker, onlooker) : [],
    ]);
    // What is another's is neither looked into nor told of as ours.
    this.own = config && foreign.length === 0 ? there : [];
    const { own } = this;
    const engine: Diagnosis[] =
      kind && facts
        ? [engineVersion(kind, facts), security(machine, facts, docker.local)]
        : [{ what: "engine", state: "note", found: "answers, and does not say what it is" }];
    const running = own.flatMap(({ role, running: now }) => (now ? [role] : []));
    const engines = { local: docker.local, total: facts?.memory ?? 0 };
    const cut = machine.exists(path.join(localFolder, `${this.patient.stack}.unfinished`));
    const of = (what: string, look: (config: StackConfig) => Promise<Diagnosis[]> | Diagnosis[]) =>
      config ? this.part(what, () => look(config)) : [];
    return [
      [...engine, this.permissions(), ...foreign],
      ...(await Promise.all([
        of("start", (one) => start(one, docker)),
        this.part("disks", () => this.disks(facts)),
        of("memory", (one) => memory(machine, one, engines, running)),
        this.part("versions", () => tools(docker, machine, facts, missing, stack)),
        of("images", (one) => images(one, foreign.length > 0 ? undefined : docker)),
        of("containers", (one) => (foreign.length > 0 ? [] : containers(one, docker, cut))),
        of("log sources", (one) => logs(one, docker, machine, running.includes("collector"))),
        of("targets", (one) => targets(one, docker, machine, running.includes("probe"))),
        of("graphics cards", (one) => gpu(one, docker, machine, running.includes("sensor"))),
        of("receivers", (one) => receivers(one, docker, machine, running.includes("grafana"))),
        of("Loki elsewhere (lokiUrl)", async (one) =>
          diagnoses(lokiElsewhere(await externalLoki(one, { config: () => onlooker?.config() ?? {} }))),
        ),
      ])),
    ];
  }

  /** One that cannot be looked at is said, and keeps no other from being. */
  private async part(what: string, look: () => Promise<Diagnosis[]> | Diagnosis[]): Promise<Diagnosis[]> {
    try {
      return await look();
    } catch (error) {
      return [told(what, (error as Error).message)];
    }
  }

  private permissions(): Diagnosis {
    const what = "permissions";
    const folder = this.machine.exists(localFolder) ? localFolder : root;
    if (this.machine.writable(folder)) return { what, state: "ok", found: `${folder} may be written` };
    return {
      ...{ what, state: "failed" },
      found: `this user may not write in ${folder}, where settings and state are kept`,
      hint: `work as the user who owns it, or: sudo chown -R "$USER" ${folder}`,
    };
  }

  private disks(facts: EngineFacts | undefined): Diagnosis[] {
    const { docker, config } = this.patient;
    const { machine } = this;
    const named = config?.probe.modelsPath || modelsFolders.find((folder) => machine.exists(folder));
    const places = [
      { what: "disk of Docker", path: docker.local ? facts?.root : "", way: prune },
      {
        what: "disk of models",
        path: docker.local ? named : "",
        way: "ollama rm of models that nobody uses",
      },
      { what: "disk of this folder", path: root, way: "settings and state are kept here: free some space" },
    ];
    return disks(
      machine,
      places.flatMap(({ path: place, ...rest }) => (place ? [{ ...rest, path: place }] : [])),
    );
  }
}

const prune =
  "docker system df tells what uses it, docker image prune removes what nobody does; or a larger disk";
