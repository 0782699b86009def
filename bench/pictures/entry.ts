/** A line as the collector sends it: milliseconds since 1970, its text, its structured metadata. */
export type Entry = [time: number, line: string, metadata?: Record<string, string>];

/** In milliseconds. */
export const minute = 60_000;

export const gib = 2 ** 30;

/** A line of probe or sensor. */
export const says = (time: number, fields: object): Entry => [time, JSON.stringify(fields)];
