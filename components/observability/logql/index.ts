import * as backups from "./backups";
import * as gpu from "./gpu";
import * as gpuAlerts from "./gpu-alerts";
import * as gpuHolders from "./gpu-holders";
import * as gpuLog from "./gpu-log";
import * as gpuLoss from "./gpu-loss";
import * as gpuState from "./gpu-state";
import * as kernelLines from "./kernel-lines";
import * as logs from "./logs";
import * as machine from "./machine";
import * as monitoring from "./monitoring";
import * as ollama from "./ollama";
import * as probe from "./probe";
import * as requests from "./requests";
import type { Scope } from "./selector";
import * as servers from "./servers";
import * as streams from "./streams";
import * as usage from "./usage";

/**
 * The one place that knows LogQL and the log contract: dashboards and rules about the same thing share a function here.
 * Pure. What a vector is broken down by stands in each function's text; `by host` means the label `host`.
 */
export * from "./forms";
export type { LoggedGpuField } from "./gpu-log";
export { gpuTileStates } from "./gpu-words";
export { deathEvents, type Event, eventSigns, failureEvents, startSigns, type Timing } from "./ollama";
export * from "./operators";
export * from "./range";
export { errorFilter, healthChecks, type Side, type StatusClass } from "./requests";
export * from "./selector";
export type { Trait } from "./usage";

type Query = (scope: Scope, ...rest: never[]) => unknown;

const scoped = {
  ...backups,
  ...gpu,
  ...gpuAlerts,
  ...gpuHolders,
  ...gpuLog,
  ...gpuLoss,
  ...gpuState,
  ...kernelLines,
  ...logs,
  ...machine,
  ...monitoring,
  ...ollama,
  ...probe,
  ...requests,
  ...servers,
  ...streams,
  ...usage,
} satisfies Record<string, string | readonly string[] | Query>;

type InScope<F> = F extends (scope: Scope, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : F;

export type Queries = { [Name in keyof typeof scoped]: InScope<(typeof scoped)[Name]> };

function bind(query: Query, scope: Scope) {
  return (...rest: never[]) => query(scope, ...rest);
}

/** All queries, about the lines within a scope. */
export function queries(scope: Scope): Queries {
  const bound = Object.entries(scoped).map(([name, query]) => [
    name,
    typeof query === "function" ? bind(query, scope) : query,
  ]);
  return Object.fromEntries(bound) as Queries;
}
