import { Alias, type Document, parseDocument, type YAMLSeq } from "yaml";

import { readAsset } from "../../shared/assets";
import { readContainerFiles } from "./container-files";
import { list, type Node, setJobs } from "./jobs";
import { addEngines } from "./more-engines";
import { indent, pipelineText } from "./pipeline";
import type { CollectorSettings } from "./settings";

/**
 * Renders the collector's configuration file for a stack: assets/promtail/base.yaml with the stack's settings, and the
 * parts of the pipeline below it.
 * @returns the file for Promtail, and for Alloy with --config.format=promtail; comments are kept, and the pipeline, which
 * all jobs share, stands once
 * @throws Error when an asset is not YAML or has lost a part that a setting belongs to
 */
export function renderCollectorConfig(settings: CollectorSettings): string {
  const doc = parsed("base.yaml", readAsset("promtail/base.yaml"));
  setClient(doc, settings);
  setJobs(doc, settings);
  addEngines(doc, settings.moreSockets ?? []);
  if (settings.containerLogFolder) readContainerFiles(doc);
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

/** The first job, which is always there, carries the pipeline; the others take it from there. */
function setPipeline(doc: Document, settings: CollectorSettings): void {
  const key = "pipeline_stages";
  const text = `${key}:\n${indent(pipelineText(settings), 2)}`;
  const stages = parsed("pipeline", text).get(key) as YAMLSeq;
  stages.anchor = "pipeline";
  // Else it stands between the key and the anchor.
  (stages.items[0] as Node).commentBefore = stages.commentBefore;
  stages.commentBefore = undefined;
  list(doc, "scrape_configs").items.forEach((job, at) =>
    job.set(key, at === 0 ? stages : new Alias("pipeline")),
  );
}

function parsed(name: string, text: string): Document {
  const doc = parseDocument(text);
  if (doc.errors[0]) throw new Error(`collector's ${name}: ${doc.errors[0].message}`);
  return doc;
}
