import { range, type Window } from "./range";

/** What any query may be made of, whatever it selects. */

/** Counts lines within the window. */
export const count = (window: Window) => (lines: string) => `count_over_time(${lines} [${range(window)}])`;

/** Lines a second within the window; with an unwrapped number its sum a second. */
export const perSecond = (window: Window) => (lines: string) => `rate(${lines} [${range(window)}])`;

/** The series of an expression for whose host another one, by host, has a series too. */
export function andOnHost(expr: string, where: string): string {
  return `(${expr}) and on (host) (${where})`;
}

/** The same by host and model, for expressions by host and model. */
export function andOnModel(expr: string, where: string): string {
  return `(${expr}) and on (host, model) (${where})`;
}

/** The series of an expression for whose host another one, by host, has no series. */
export function unlessOnHost(expr: string, where: string): string {
  return `(${expr}) unless on (host) (${where})`;
}

/** The series of an expression, and those of another one for hosts it does not name. */
export function orOnHost(expr: string, other: string): string {
  return `(${expr}) or on (host) (${other})`;
}

/** Leaves out lines that name no time and stood in a file before its end was read: they are not of now. */
export const withoutHistory = ' | history=""';
