import { range, type Window } from "./range";

/** What lines said last, where what they say is words: a number has last_over_time. */

/** When lines with such labels came last within the window, in seconds since 1970, by host and these labels; or first. */
export function lastSeen(
  lines: string,
  labels: readonly string[],
  window: Window,
  which: "last" | "first" = "last",
): string {
  const by = ["host", ...labels].join(", ");
  const at = `${lines} | label_format at=\`{{ __timestamp__ | unixEpoch }}\` | keep ${by}, at | unwrap at | __error__=""`;
  return `max by (${by}) (${which}_over_time(${at} [${range(window)}]))`;
}

/** The same of the newest line alone of each host and key: what it said before has passed. */
export function newest(lines: string, key: readonly string[], labels: readonly string[], window: Window) {
  const all = lastSeen(lines, [...key, ...labels], window);
  const of = ["host", ...key].join(", ");
  return `(${all} == on (${of}) group_left () max by (${of}) (${all}))`;
}
