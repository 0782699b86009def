import { parse } from "yaml";

import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import { defaults } from "./collector";

export interface Job {
  job_name: string;
  pipeline_stages: Stage[];
  static_configs?: { labels: Record<string, string> }[];
  docker_sd_configs?: { filters: { name: string; values: string[] }[] }[];
  journal?: Record<string, unknown>;
  relabel_configs?: {
    source_labels?: string[];
    regex?: string;
    action?: string;
    target_label?: string;
    replacement?: string;
  }[];
}

export type Stage = Record<string, Record<string, unknown>>;

export interface Config {
  clients: Record<string, unknown>[];
  scrape_configs: Job[];
}

export const settings = {
  ...defaults,
  webuiLogPaths: ["/var/log/deepchat/*.log", "/srv/chat/*.log"],
  ollamaLogPaths: ["/var/log/ollama/*.log"],
  journaldUnits: ["ollama.service", "ollama@gpu1.service"],
};

export const render = (change: Partial<typeof defaults> = {}): Config =>
  parse(renderCollectorConfig({ ...settings, ...change })) as Config;

export const job = (config: Config, name: string): Job | undefined =>
  config.scrape_configs.find((candidate) => candidate.job_name === name);

export const names = (config: Config): string[] => config.scrape_configs.map(({ job_name }) => job_name);

/** All stages, those inside match stages too. */
export function flat(stages: Stage[]): Stage[] {
  return stages.flatMap((stage) => [
    stage,
    ...flat((stage["match"]?.["stages"] as Stage[] | undefined) ?? []),
  ]);
}
