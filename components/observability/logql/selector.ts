import { jobs } from "../../shared/naming";

/** Whose lines a query reads; those of all hosts where nothing is said. Either may be what Grafana fills in. */
export interface Scope {
  /** One host, by its name. */
  host?: string;
  /** Hosts whose names match a regular expression. */
  hosts?: string;
}

export const allHosts: Scope = {};

/** Everything a web UI writes, whichever way it arrives. */
export const webuiJobs = [jobs.webuiFile, jobs.webuiContainer];
/** Everything that can hold Ollama's lines: the DeepChat image runs Ollama in the web UI's container. */
export const ollamaJobs = [jobs.ollama, jobs.webuiContainer];
/** Everything that can tell how a model ended, whichever server ran it. */
export const modelJobs = [...ollamaJobs, jobs.modelServer];
/** Everything but the probe and the monitoring itself. */
export const serviceJobs = [...webuiJobs, jobs.ollama, jobs.modelServer];

/** Selects the streams of the given jobs within a scope. */
export function selector(names: readonly string[], scope: Scope): string {
  return matching([jobMatcher(names)], scope);
}

/** Selects the streams within a scope that all these matchers fit. No other function makes a selector. */
export function matching(matchers: readonly string[], { host, hosts }: Scope): string {
  const ofHost = host === undefined ? [] : [`host="${host}"`];
  const ofHosts = hosts === undefined ? [] : [`host=~"${hosts}"`];
  return `{${[...ofHost, ...ofHosts, ...matchers].join(", ")}}`;
}

export function jobMatcher(names: readonly string[]): string {
  return names.length === 1 ? `job="${names[0]}"` : `job=~"${names.join("|")}"`;
}
