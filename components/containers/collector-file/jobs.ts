import { type Document, isSeq, type YAMLMap, type YAMLSeq } from "yaml";

import { fileJobs } from "./file-jobs";
import { leftOut } from "./rotated-copies";
import type { CollectorSettings } from "./settings";

export type Node = YAMLMap<unknown, unknown>;
export type List = YAMLSeq<Node>;

/** Where each of the base's jobs takes its sources from; jobs that are not listed always stay. */
const SOURCES: Record<string, (settings: CollectorSettings) => string[]> = {
  [fileJobs.webuiLogFiles.name]: (s) => s.webuiLogPaths,
  [fileJobs.ollamaLogFiles.name]: (s) => s.ollamaLogPaths,
  [fileJobs.modelServerLogFiles.name]: (s) => modelServers(s).logPaths,
  // Both in one: a journal is read once.
  "ollama-journal": (s) => [...s.journaldUnits, ...modelServers(s).units],
  "webui-containers": webuiSide,
  "ollama-containers": (s) => s.ollamaContainers,
  "model-server-containers": (s) => modelServers(s).containers,
};

/** Containers on the web UI's side: gateways are. */
function webuiSide({ webuiContainers, gatewayContainers = [] }: CollectorSettings): string[] {
  return [...webuiContainers, ...gatewayContainers];
}

/** Names of containers that another job collects before one does. */
const OTHERS: Record<string, (settings: CollectorSettings) => string[]> = {
  "ollama-containers": webuiSide,
  "model-server-containers": (s) => [...webuiSide(s), ...s.ollamaContainers],
};

function modelServers({ modelServers: servers }: CollectorSettings) {
  return servers ?? { logPaths: [], units: [], containers: [] };
}

/** A regular expression of names that begin as one of the patterns says. */
export function named(patterns: string[]): string {
  return `(?:${patterns.map((pattern) => `(?:${pattern})`).join("|")}).*`;
}

/** Whether a job reads a source of the stack's, and not the stack's own containers. */
export function readsSource(job: Node): boolean {
  return String(job.get("job_name")) in SOURCES;
}

/** Puts a stack's sources into the jobs; a job without any goes. */
export function setJobs(doc: Document, settings: CollectorSettings): void {
  const jobs = list(doc, "scrape_configs");
  const sourcesOf = (job: Node): string[] | undefined => SOURCES[String(job.get("job_name"))]?.(settings);
  jobs.items = jobs.items.filter((job) => sourcesOf(job)?.length !== 0);
  for (const job of jobs.items) {
    const sources = sourcesOf(job);
    if (!sources) setStack(job, settings.stack);
    else if (job.has("static_configs")) setFiles(doc, job, sources);
    else if (job.has("journal")) setJournal(job, sources, modelServers(settings).units);
    else setContainers(doc, job, sources, OTHERS[String(job.get("job_name"))]?.(settings) ?? []);
    if (settings.encoding && settings.encoding !== "UTF-8" && job.has("static_configs"))
      job.set("encoding", settings.encoding);
  }
}

/** Matches the user's unit, the system's and the transport of what these units wrote, and whatever the kernel did. */
function journalOf(units: string[]): string {
  const names = unitsOf(units);
  return `${names};.*|;${names};.*|.*;kernel`;
}

/** A regular expression of these units' names; a star stands for any characters. */
export function unitsOf(units: string[]): string {
  return `(?:${units.map((unit) => escapeRegex(unit).replaceAll(String.raw`\*`, "[^;]*")).join("|")})`;
}

function setFiles(doc: Document, job: Node, globs: string[]): void {
  const label = job.getIn(["static_configs", 0, "labels", "job"]);
  const excludes = leftOut(globs);
  const targets = globs.map((glob, i) => {
    const exclude = excludes[i];
    const paths = { __path__: glob, ...(exclude ? { __path_exclude__: exclude } : {}) };
    return { targets: ["localhost"], labels: { job: label, ...paths } };
  });
  job.set("static_configs", doc.createNode(targets));
}

function setJournal(job: Node, units: string[], ofServers: string[]): void {
  job.setIn(["relabel_configs", 0, "regex"], journalOf(units));
  const rules = list(job, "relabel_configs");
  const server = rules.items.findIndex((rule) => rule.get("replacement") === "model-server");
  if (ofServers.length === 0) rules.delete(server);
  else rules.items[server]?.set("regex", unitsOf(ofServers));
}

function setContainers(doc: Document, job: Node, patterns: string[], others: string[]): void {
  const filters = patterns.map((pattern) => `^/?(?:${pattern})`);
  job.setIn(["docker_sd_configs", 0, "filters", 0, "values"], doc.createNode(filters));
  const rules = list(job, "relabel_configs");
  const name = "__meta_docker_container_name";
  const twice = rules.items.findIndex(
    (rule) => rule.get("action") === "drop" && rule.getIn(["source_labels", 0]) === name,
  );
  if (twice < 0) return;
  if (others.length === 0) rules.delete(twice);
  else rules.items[twice]?.set("regex", `/?${named(others)}`);
}

function setStack(job: Node, stack: string): void {
  const label = "io.deepchat.observability.stack=";
  const path = ["docker_sd_configs", 0, "filters", 0, "values"];
  const at = (list(job, ...path).toJSON() as string[]).findIndex((value) => value.startsWith(label));
  if (at < 0)
    throw new Error(`collector config: job ${String(job.get("job_name"))} does not select by ${label}`);
  job.setIn([...path, at], label + stack);
}

export function list(node: Document | Node, ...path: (string | number)[]): List {
  const found = node.getIn(path, true);
  if (!isSeq(found)) throw new Error(`collector config: ${path.join(".")} is not a list`);
  return found as List;
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
