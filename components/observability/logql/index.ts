/**
 * The one place that knows LogQL and the log contract: dashboards and rules about the same thing share a function here.
 * Pure. What a vector is broken down by stands in each function's text; `by host` means the label `host`.
 */
export * from "./forms";
export * from "./logs";
export * from "./monitoring";
export * from "./ollama";
export * from "./probe";
export * from "./range";
export * from "./requests";
export * from "./streams";
