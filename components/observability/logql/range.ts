import * as duration from "../../shared/duration";

/** The range of a range vector: seconds, or what Grafana fills in by the width of a panel or its time range. */
export type Window = number | "$__auto" | "$__range";

/** The window as LogQL writes it. */
export function range(window: Window): string {
  return typeof window === "number" ? duration.format(window) : window;
}
