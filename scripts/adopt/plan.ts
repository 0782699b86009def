import { longestRetention } from "../../components/config/loki-storage";
import type { StackConfig } from "../../components/config/stack";
import { format } from "../../components/shared/duration";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import { takenPorts } from "../engine/ports";
import type { Survey } from "../engine/survey";
import { type Data, dataOf, untouched } from "./data";
import { fileIn, flagOf, type Found } from "./found";
import { readGrafana, type TheirGrafana } from "./their-grafana";
import { type Forms, ourForms, readLoki, type TheirLoki } from "./their-loki";
import { positionsFile } from "./their-positions";
import { mountOf, type Theirs } from "./theirs";
import { refuseNewer } from "./versions";
import type { Worker } from "./worker";

/** What is to be done, known before anything is. */
export interface Plan {
  found: Found;
  loki: TheirLoki & { from: Data };
  forms: Forms;
  promtail?: { config: string; positions?: string };
  grafana?: TheirGrafana & { from: Data };
  /** Keys of the configuration that change for good. */
  settings: {
    lokiOlderPeriods: Forms["olderPeriods"];
    lokiSchemaFrom: string;
    retention?: string;
    retentionStreams?: TheirLoki["streams"];
  };
  /** Our ports that theirs have until they are stopped, by their keys. */
  theirPorts: Record<string, number>;
}

/** Looks at all of it. @throws Failure naming what stands against it */
export async function makePlan(
  found: Found,
  config: StackConfig,
  { docker, worker, seen }: { docker: Docker; worker: Worker; seen: Survey },
  /** Whether the user says how long lines are kept. */
  retentionIsSet: boolean,
): Promise<Plan> {
  const all = containersOf(found);
  for (const { name, removedAtStop } of all)
    if (removedAtStop)
      throw new Failure(
        `${name} was started with --rm: it cannot be stopped without being lost. ${untouched} Make it anew without that.`,
      );
  const loki = await readLokiOf(docker, found.loki);
  const promtail = found.promtail && (await readPromtailOf(docker, found.promtail));
  await refuseNewer(docker, found.loki, config.loki?.image ?? "", "lokiImage");
  const grafana = found.grafana && (await readGrafana(docker, worker, found.grafana));
  if (found.grafana) await refuseNewer(docker, found.grafana, config.grafana?.image ?? "", "grafanaImage");
  const forms = ourForms(loki, new Date().toISOString().slice(0, 10));
  return {
    ...{ found, loki, forms, promtail, grafana },
    settings: settingsFor(forms, loki, config, retentionIsSet),
    theirPorts: await portsOf(config, docker, seen, all),
  };
}

/** Those there are, in the order in which they are started. */
export function containersOf({ loki, promtail, grafana }: Found): Theirs[] {
  return [loki, promtail, grafana].filter((one) => one !== undefined);
}

async function readLokiOf(docker: Docker, container: Theirs): Promise<Plan["loki"]> {
  const text = await mustRead(
    docker,
    container,
    flagOf(container, "config.file") ?? "/etc/loki/local-config.yaml",
  );
  const loki = readLoki(text);
  if (loki.withoutLog && container.running)
    throw new Failure(
      `${container.name} keeps its newest lines in memory alone (ingester.wal.enabled: false). ${untouched} Stop it, so that it writes them: docker stop ${container.name}; then adopt.`,
    );
  return { ...loki, from: dataOf(container, loki.root) };
}

async function readPromtailOf(docker: Docker, container: Theirs): Promise<Plan["promtail"]> {
  const config = await mustRead(
    docker,
    container,
    flagOf(container, "config.file") ?? "/etc/promtail/config.yml",
  );
  const positions = flagOf(container, "positions.file");
  const file = positions ?? positionsFile(config);
  if (mountOf(container, file)?.inMemory)
    throw new Failure(
      `${container.name} notes in ${file}, in memory, how far it has read: that is lost when it stops. ${untouched} Put that file on a volume first.`,
    );
  return { config, positions };
}

async function mustRead(docker: Docker, container: Theirs, file: string): Promise<string> {
  const text = await fileIn(docker, container, file);
  if (text === undefined)
    throw new Failure(
      `The configuration of ${container.name} is not in ${file} of that container. ${untouched}`,
    );
  return text;
}

/** What a stack's files are to say from now on. */
function settingsFor(
  { olderPeriods, schemaFrom }: Forms,
  { keeps, streams }: TheirLoki,
  config: StackConfig,
  retentionIsSet: boolean,
): Plan["settings"] {
  const longer = !retentionIsSet && (keeps === undefined || keeps > (config.loki?.retention ?? 0));
  const retention = keeps === undefined ? longestRetention : format(keeps);
  const ours = config.loki?.retentionStreams ?? [];
  return {
    ...{ lokiOlderPeriods: olderPeriods, lokiSchemaFrom: schemaFrom },
    ...(longer ? { retention } : {}),
    ...(streams.length > 0 && ours.length === 0 ? { retentionStreams: streams } : {}),
  };
}

/** @throws Failure when one of our ports is somebody else's */
async function portsOf(
  config: StackConfig,
  docker: Docker,
  seen: Survey,
  all: Theirs[],
): Promise<Record<string, number>> {
  const taken = await takenPorts(config, seen, docker.local);
  const ofTheirs = (by: string) => all.some(({ name }) => by === `the container ${name}`);
  const other = taken.find(({ by }) => !ofTheirs(by));
  if (other)
    throw new Failure(
      `${other.key} ${other.port} is used by ${other.by}. ${untouched} Free it, or set another one: npm run pulumi -- config set ${other.key} <port>`,
    );
  return Object.fromEntries(taken.map(({ key, port }) => [key, port]));
}
