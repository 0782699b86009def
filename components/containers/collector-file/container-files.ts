import type { Document } from "yaml";

import { list, type Node } from "./jobs";

/** The list of containers that the entrypoint writes (assets/promtail/containers.sh). */
const containerList = "/tmp/targets/containers.json";

const meta = "__meta_docker_container_";

/**
 * Has each job that asks the engine for its containers take them from a list of their log files instead: what the engine
 * filtered by, the job keeps by.
 */
export function readContainerFiles(doc: Document): void {
  for (const job of list(doc, "scrape_configs").items) {
    if (!job.has("docker_sd_configs")) continue;
    const filters = list(job, "docker_sd_configs", 0, "filters").toJSON() as Filter[];
    job.delete("docker_sd_configs");
    job.set("file_sd_configs", doc.createNode([{ files: [containerList] }]));
    const rules = list(job, "relabel_configs");
    rules.items.unshift(...filters.flatMap(kept).map((rule) => doc.createNode(rule) as Node));
  }
}

interface Filter {
  name: string;
  values: string[];
}

/** The engine takes a container that one of the names is of, and that has all labels. */
function kept({ name, values }: Filter): { source_labels: string[]; regex: string; action: "keep" }[] {
  if (name === "name") {
    const names = values.map((value) => `(?:${value.replace(/^\^/, "")}).*`);
    return [{ source_labels: [`${meta}name`], regex: names.join("|"), action: "keep" }];
  }
  return values.map((label) => {
    const [key = "", value] = label.split("=");
    const regex = value === undefined ? ".+" : value.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    return { source_labels: [`${meta}label_${key.replace(/\W/g, "_")}`], regex, action: "keep" };
  });
}
