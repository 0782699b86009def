import type { Document } from "yaml";

import { list, type Node, readsSource } from "./jobs";

/**
 * Adds, for each further engine, jobs that read its containers as those of the stack's engine are read.
 *
 * @param sockets of these engines, as the collector's container sees them
 */
export function addEngines(doc: Document, sockets: string[]): void {
  const jobs = list(doc, "scrape_configs");
  const own = jobs.items.filter((job) => readsSource(job) && job.has("docker_sd_configs"));
  sockets.forEach((socket, at) => {
    for (const job of own) {
      const copy = job.clone() as Node;
      copy.set("job_name", `${String(job.get("job_name"))}-${at + 2}`);
      copy.setIn(["docker_sd_configs", 0, "host"], `unix://${socket}`);
      jobs.items.push(copy);
    }
  });
}
