import { Document, isAlias, isSeq, parseDocument, YAMLMap, YAMLSeq } from "yaml";

import { leftOut } from "./rotated-copies";

/** One rule of what never leaves the host. */
export interface Redaction {
  /** What the rule is about; becomes the comment over it. */
  name: string;
  /** RE2 regular expression. Its groups are replaced; without a group, the whole match is. */
  expression: string;
  /** Go template of what stands there instead; `{{ .Value }}` is the text found. @default "[redacted]" */
  replacement?: string;
}

/** E-mail addresses: not redacted by default, since they often are the user names a log is searched for. */
export const EMAIL_REDACTION: Redaction = {
  name: "email",
  expression: String.raw`\b([\w.+-]+@[\w-]+\.[\w.-]*\w)\b`,
};

/** What a stack says about its collector. An empty list switches that source off. */
export interface CollectorSettings {
  /** Label `host` of every line. */
  host: string;
  /** Value of the Docker label `io.deepchat.observability.stack` on our own containers. */
  stack: string;
  /** Loki's push endpoint, `http(s)://host:port/loki/api/v1/push`. */
  pushUrl: string;
  /** Loki tenant (X-Scope-OrgID). @default none */
  tenant?: string;
  /** User of basic authentication; needs `passwordFile`. @default none */
  username?: string;
  /** Path, inside the collector's container, of the file with the password. */
  passwordFile?: string;
  /** Path, inside the collector's container, of the CA that signed Loki's certificate. @default the system's */
  caFile?: string;
  /** Globs of the web UI's log files, as the collector's container sees them. */
  webuiLogPaths: string[];
  /** Globs of Ollama's log files, as the collector's container sees them. */
  ollamaLogPaths: string[];
  /** systemd units to read from journald, such as `ollama.service`. */
  journaldUnits: string[];
  /** Regular expressions for names of web UI containers, anchored at the start here: `deepchat.*`. */
  webuiContainers: string[];
  /** Regular expressions for names of Ollama containers. One that is a web UI by name is not collected twice. */
  ollamaContainers: string[];
  /** More to remove, after the asset's own list. @default nothing */
  redactAlso?: Redaction[];
  /** A bare integer at the end of an access line is microseconds (gunicorn's `%(D)s`). @default false */
  microsecondDurations?: boolean;
  /** Older lines are dropped and counted as `too_old`; Go duration, not above what Loki accepts. @default "168h" */
  maxAge?: string;
}

type Node = YAMLMap<unknown, unknown>;
type List = YAMLSeq<Node>;

/** Where each of the asset's jobs takes its sources from; jobs that are not listed always stay. */
const SOURCES: Record<string, (settings: CollectorSettings) => string[]> = {
  "webui-files": (s) => s.webuiLogPaths,
  "ollama-files": (s) => s.ollamaLogPaths,
  "ollama-journal": (s) => s.journaldUnits,
  "webui-containers": (s) => s.webuiContainers,
  "ollama-containers": (s) => s.ollamaContainers,
};

/**
 * Renders a stack's settings into the collector's configuration file.
 * @param asset text of assets/promtail/config.yaml
 * @returns the file for Promtail, and for Alloy with --config.format=promtail; comments and the shared pipeline's anchor are kept
 * @throws Error when the asset has lost a part that a setting belongs to, or is not YAML
 */
export function renderCollectorConfig(asset: string, settings: CollectorSettings): string {
  const doc = parseDocument(asset);
  if (doc.errors[0]) throw new Error(`collector config: ${doc.errors[0].message}`);
  setClient(doc, settings);
  setJobs(doc, settings);
  setPipeline(doc, settings);
  return doc.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function setClient(doc: Document, settings: CollectorSettings): void {
  const client = doc.getIn(["clients", 0]) as Node;
  client.set("url", settings.pushUrl);
  client.setIn(["external_labels", "host"], settings.host);
  if (settings.tenant) client.set("tenant_id", settings.tenant);
  if (settings.username) {
    const login = { username: settings.username, password_file: settings.passwordFile };
    client.set("basic_auth", doc.createNode(login));
  }
  if (settings.caFile) client.set("tls_config", doc.createNode({ ca_file: settings.caFile }));
}

function setJobs(doc: Document, settings: CollectorSettings): void {
  const jobs = list(doc, "scrape_configs");
  const sourcesOf = (job: Node): string[] | undefined => SOURCES[String(job.get("job_name"))]?.(settings);
  jobs.items = jobs.items.filter((job) => sourcesOf(job)?.length !== 0);
  for (const job of jobs.items) {
    const sources = sourcesOf(job);
    if (!sources) setStack(job, settings.stack);
    else if (job.has("static_configs")) setFiles(doc, job, sources);
    else if (job.has("journal"))
      job.setIn(["relabel_configs", 0, "regex"], sources.map(escapeRegex).join("|"));
    else setContainers(doc, job, sources, settings.webuiContainers);
  }
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

function setContainers(doc: Document, job: Node, patterns: string[], webui: string[]): void {
  const filters = patterns.map((pattern) => `^/?(?:${pattern})`);
  job.setIn(["docker_sd_configs", 0, "filters", 0, "values"], doc.createNode(filters));
  const rules = list(job, "relabel_configs");
  const name = "__meta_docker_container_name";
  const twice = rules.items.findIndex(
    (rule) => rule.get("action") === "drop" && rule.getIn(["source_labels", 0]) === name,
  );
  if (twice < 0) return;
  if (webui.length === 0) rules.delete(twice);
  else rules.items[twice]?.set("regex", `/?(?:${webui.map((pattern) => `(?:${pattern})`).join("|")}).*`);
}

function setStack(job: Node, stack: string): void {
  const label = "io.deepchat.observability.stack=";
  const path = ["docker_sd_configs", 0, "filters", 0, "values"];
  const at = (list(job, ...path).toJSON() as string[]).findIndex((value) => value.startsWith(label));
  if (at < 0) throw new Error(`collector config: job ${job.get("job_name")} does not select by ${label}`);
  job.setIn([...path, at], label + stack);
}

function setPipeline(doc: Document, settings: CollectorSettings): void {
  const jobs = list(doc, "scrape_configs").items;
  const owners = jobs.filter((job) => !isAlias(job.get("pipeline_stages", true)));
  if (!owners[0] || owners[1]) throw new Error("collector config: not one pipeline that all jobs share");
  const stages = list(owners[0], "pipeline_stages");

  if (settings.redactAlso?.length) {
    const named = (stage: Node) => stage.getIn(["match", "pipeline_name"]) === "redact";
    const [, redact] = findStage(stages, "redaction", named);
    list(redact, "match", "stages").items.push(...redactionStages(doc, settings.redactAlso).items);
  }
  if (!settings.microsecondDurations) {
    const bare = (stage: Node) => String(stage.getIn(["regex", "expression"])).includes("?P<access_us>");
    const [at, stage] = findStage(stages, "microseconds", bare);
    at.delete(at.items.indexOf(stage));
  }
  if (settings.maxAge) {
    const [, drop] = findStage(stages, "maximal age", (stage) => stage.hasIn(["drop", "older_than"]));
    drop.setIn(["drop", "older_than"], settings.maxAge);
  }
}

function redactionStages(doc: Document, redactions: Redaction[]): List {
  const stages = doc.createNode(
    redactions.map(({ expression, replacement = "[redacted]" }) => ({
      // Only what is captured is replaced.
      replace: { expression: hasGroup(expression) ? expression : `(${expression})`, replace: replacement },
    })),
  ) as unknown as List;
  stages.items.forEach((stage, index) => {
    stage.commentBefore = ` ${redactions[index]?.name.replace(/\s+/g, " ")}`;
  });
  return stages;
}

/** Whether an RE2 expression captures anything: escapes and character classes put aside, a group is left. */
function hasGroup(expression: string): boolean {
  const bare = expression.replace(/\\Q.*?(\\E|$)|\\[^]/g, "").replace(/\[\^?\]?[^\]]*\]/g, "");
  return /\((?!\?)|\(\?P?</.test(bare);
}

/** Finds a stage, however deep in match stages, and the list it stands in. */
function findStage(stages: List, what: string, wanted: (stage: Node) => boolean): [List, Node] {
  const search = (within: List): [List, Node] | undefined => {
    for (const stage of within.items) {
      if (wanted(stage)) return [within, stage];
      const inner = stage.getIn(["match", "stages"], true);
      const found = isSeq(inner) ? search(inner as List) : undefined;
      if (found) return found;
    }
    return undefined;
  };
  const found = search(stages);
  if (!found) throw new Error(`collector config: the shared pipeline has no stage for ${what}`);
  return found;
}

function list(node: Document | Node, ...path: (string | number)[]): List {
  const found = node.getIn(path, true);
  if (!isSeq(found)) throw new Error(`collector config: ${path.join(".")} is not a list`);
  return found as List;
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
