import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { parseDocument } from "yaml";

import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import type { CollectorSettings } from "../../components/containers/collector-file/settings";
import { type Running, start } from "./agent-process";
import { listContainers, writeContainerFiles } from "./container-files";
import { DockerApi, type EngineApi, type RecordedContainer } from "./docker-api";
import { type JournalEntry, makeJournal } from "./journal";
import { tellOld } from "./old-files";
import { pinned } from "./pins";
import { type Entry, PushReceiver } from "./push-receiver";

export type Agent = "promtail" | "alloy";

/** How to start an agent: a program and its first arguments. */
export interface Collector {
  agent: Agent;
  command: string[];
}

const VERSION: Record<Agent, string> = { promtail: "-version", alloy: "--version" };

/** Finds an agent: on PATH, else its image on the local Docker engine; says in one line why there is none. */
export function findCollector(agent: Agent): Collector | string {
  if (spawnSync(agent, [VERSION[agent]]).status === 0) return { agent, command: [agent] };
  const image = pinned(`${agent}Image`);
  if (spawnSync("docker", ["image", "inspect", image]).status === 0) {
    return {
      agent,
      command: ["docker", "run", "--rm", "--network=host", `--volume=${tmpdir()}:${tmpdir()}`, image],
    };
  }
  return `neither ${agent} on PATH nor the image ${image} on a local Docker engine`;
}

export const defaults: CollectorSettings = {
  host: "testhost",
  stack: "deepchat-observability-test",
  pushUrl: "http://loki:3100/loki/api/v1/push",
  webuiLogPaths: [],
  ollamaLogPaths: [],
  journaldUnits: [],
  webuiContainers: ["deepchat.*"],
  ollamaContainers: ["ollama.*"],
};

export interface Input {
  /** Log files by path below `webui/`, `ollama/` or `servers/`. */
  files?: Record<string, string | Buffer>;
  /** Files that are there besides, below the run's folder, with names of bytes. */
  oddFiles?: Buffer[];
  /** Globs of the web UI's files, below the run's folder. @default ["webui/*.log"] */
  globs?: string[];
  containers?: RecordedContainer[];
  /** Their log files are read, and no engine is asked. @default the engine is asked */
  containerFiles?: true;
  /** How the engine of these containers is asked. */
  engine?: EngineApi;
  /** Entries of the host's journal; needs journaldUnits among the settings. */
  journal?: JournalEntry[];
  settings?: Partial<CollectorSettings>;
  /** Zone of the host. @default "UTC" */
  timezone?: string;
  /** Files, below the run's folder, that the pipeline is told to take for history. */
  old?: string[];
  /** Jobs instead of the stack's, of a run whose files are in that folder. */
  jobs?: (root: string) => unknown[];
}

export interface Run {
  entries: Entry[];
  /** Folder the files were in, which the label `filename` starts with. */
  root: string;
  /** Milliseconds since 1970. */
  started: number;
  log: string;
  /** How often each container's log was asked for. */
  followed: Record<string, number>;
}

/** Lets a real collector read files and containers with our configuration; returns what it pushed. */
export async function collect(collector: Collector, input: Input): Promise<Run> {
  const root = mkdtempSync(join(tmpdir(), "collector-"));
  const receiver = await PushReceiver.start();
  const docker = await DockerApi.start(input.containers ?? [], input.engine);
  const started = Date.now();
  let running: Running | undefined;
  try {
    for (const [path, content] of Object.entries(input.files ?? {})) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    for (const name of input.oddFiles ?? [])
      writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), "ERROR: odd\n");
    const containerLogFolder = input.containerFiles && join(root, "containers");
    if (containerLogFolder) {
      writeContainerFiles(containerLogFolder, input.containers ?? []);
      listContainers(containerLogFolder, join(root, "targets"));
    }
    if (input.journal) makeJournal(root, input.journal);
    const settings: CollectorSettings = {
      ...defaults,
      pushUrl: receiver.url,
      webuiLogPaths: (input.globs ?? ["webui/*.log"]).map((glob) => join(root, glob)),
      ollamaLogPaths: [join(root, "ollama/*.log")],
      modelServers: {
        logPaths: [join(root, "servers/*.log")],
        units: [],
        containers: ["vllm.*", "sglang.*"],
      },
      maxAge: "876000h",
      containerLogFolder,
      ...input.settings,
    };
    const config = join(root, "config.yaml");
    writeFileSync(config, forTest(renderCollectorConfig(settings), docker.host, root, input.jobs));
    const zones = join(root, "zones");
    if (input.old)
      tellOld(
        zones,
        input.old.map((name) => join(root, name)),
      );
    running = start(collector, config, root, { TZ: input.timezone ?? "UTC", ZONEINFO: zones });
    // Alloy looks for containers only after its first interval.
    const least = collector.agent === "alloy" && input.containers ? 10_000 : 0;
    await Promise.race([receiver.settled(3000, 60_000, least), running.exited]);
    return { entries: receiver.entries, root, started, log: running.log(), followed: docker.followed };
  } finally {
    await running?.stop();
    await receiver.stop();
    await docker.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** What a test must have elsewhere than production: the engine, the positions, the port. */
function forTest(
  rendered: string,
  dockerHost: string,
  root: string,
  ownJobs?: (root: string) => unknown[],
): string {
  const doc = parseDocument(rendered.replaceAll("/tmp/targets/", `${root}/targets/`));
  if (ownJobs) doc.set("scrape_configs", doc.createNode(ownJobs(root), { aliasDuplicateObjects: false }));
  doc.setIn(["server", "http_listen_address"], "127.0.0.1");
  doc.setIn(["server", "http_listen_port"], 0);
  doc.setIn(["positions", "filename"], join(root, "positions.yaml"));
  const jobs = (
    doc.toJS() as { scrape_configs: { docker_sd_configs?: { host: string }[]; journal?: unknown }[] }
  ).scrape_configs;
  jobs.forEach((job, index) => {
    if (job.journal) doc.setIn(["scrape_configs", index, "journal", "path"], root);
    if (job.docker_sd_configs?.[0]?.host === "unix:///run/engines/engine.sock")
      doc.setIn(["scrape_configs", index, "docker_sd_configs", 0, "host"], dockerHost);
  });
  return doc.toString({ lineWidth: 0 });
}
