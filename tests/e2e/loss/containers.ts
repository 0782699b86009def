import type { Agent } from "../../../components/config/schema";
import { bySize, type Size } from "../../../components/config/size";
import {
  agents,
  collectorEnvironment,
  entrypoint,
  entrypointFiles,
} from "../../../components/containers/collector";
import { goRuntime, socketFolder } from "../../../components/containers/service";
import { proxyArguments } from "../../../components/containers/socket-proxy";
import { dockerLabels } from "../../../components/shared/naming";
import { root } from "../../../scripts/offline/project";
import { setting } from "../../support/pins";
import { images } from "./images";
import type { PairOptions } from "./pair";

/** How `docker run` makes a container. */
export interface Run {
  options: string[];
  command: string[];
}

/** Where a pair keeps what its containers read, and what it calls them. */
export interface Place {
  /** Begins the names of everything. */
  prefix: string;
  folder: string;
  logs: string;
  journal: string;
  machineId: string;
}

const configFile = "/etc/promtail/config.yaml";

/** Loki as a stack has it. */
export function lokiRun({ prefix, folder }: Place): Run {
  return {
    options: [
      ...limits("lokiMemory"),
      ...["--network-alias", "loki", "-p", "127.0.0.1::3100", "-v", `${prefix}-loki:/loki`],
      ...["-v", `${folder}/loki.yaml:/etc/loki/deepchat.yaml:ro`],
    ],
    command: [images.loki, "-config.file=/etc/loki/deepchat.yaml"],
  };
}

/** The filter before the engine's socket as a stack has it; on no network. */
export function proxyRun({ prefix }: Place): Run {
  return {
    options: [
      ...limits("proxyMemory"),
      ...["--user", "0:0", "--read-only", "-v", `${prefix}-sockets:${socketFolder}`],
      ...["-v", "/var/run/docker.sock:/var/run/docker.sock:ro"],
    ],
    command: [images.proxy, ...proxyArguments(0)],
  };
}

/** The collector as a stack has it. */
export function collectorRun(agent: Agent, place: Place, options: PairOptions = {}): Run {
  const { prefix, folder, logs, journal, machineId } = place;
  const environment = collectorEnvironment({
    agent,
    lokiUrl: "http://loki:3100",
    sources: {
      webuiLogFiles: [`${logs}/*.log`],
      ollamaLogFiles: options.ollama ? [`${logs}/ollama/*.log`] : [],
      modelServerLogFiles: [],
      history: Number(setting("logHistory")),
      timeZone: options.timeZone,
      containerLogFolder: "",
    },
  });
  return {
    options: [
      ...limits("collectorMemory"),
      // As the program labels it: the collector reads what it says itself.
      ...["--label", `${dockerLabels.stack}=${prefix}`, "--label", `${dockerLabels.role}=collector`],
      ...Object.entries(environment).flatMap(([key, value]) => ["-e", `${key}=${value}`]),
      ...entrypointFiles.flatMap((file) => [
        ...["-v", `${root}/assets/promtail/${file}:/etc/promtail/${file}:ro`],
      ]),
      ...["--entrypoint", entrypoint],
      ...["--cap-add", "DAC_READ_SEARCH", "-v", `${prefix}-collector:/var/lib/promtail`],
      ...["-v", `${logs}:${logs}:ro`, "-v", `${prefix}-sockets:${socketFolder}:ro`],
      ...["-v", `${folder}/collector.yaml:${configFile}:ro`],
      ...["-v", `${journal}:/run/log/journal:ro`, "-v", `${machineId}:/etc/machine-id:ro`],
    ],
    command: [images[agent], ...agents[agent].command],
  };
}

/** The options that every container of a stack has, and its limit of memory, by a key of the configuration as it is by default. */
export function limits(key: string): string[] {
  const own = bySize[setting("size") as Size];
  const memory = Number(setting(key)) || own[key.replace("Memory", "") as keyof typeof own];
  const environment = Object.entries(goRuntime(memory));
  return [
    ...["--restart", "unless-stopped", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--memory", `${memory}m`, "--memory-swap", `${memory}m`],
    ...environment.flatMap(([key, value]) => ["-e", `${key}=${value}`]),
  ];
}
