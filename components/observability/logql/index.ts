import * as logs from "./logs";
import * as monitoring from "./monitoring";
import * as ollama from "./ollama";
import * as probe from "./probe";
import * as requests from "./requests";
import type { Scope } from "./selector";
import * as streams from "./streams";

/**
 * The one place that knows LogQL and the log contract: dashboards and rules about the same thing share a function here.
 * Pure. What a vector is broken down by stands in each function's text; `by host` means the label `host`.
 */
export * from "./forms";
export { type Event, failureEvents, type Timing } from "./ollama";
export * from "./operators";
export * from "./range";
export { errorFilter, healthChecks, type Side, type StatusClass } from "./requests";
export * from "./selector";

type Query = (scope: Scope, ...rest: never[]) => unknown;

const scoped = { ...logs, ...monitoring, ...ollama, ...probe, ...requests, ...streams } satisfies Record<
  string,
  string | readonly string[] | Query
>;

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
