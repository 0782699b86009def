import * as v from "valibot";

import * as checks from "../shared/checks";
import { some, text, type Values } from "../shared/fields";
import { severities } from "../shared/severities";
import { readEntry } from "./entries";
import type { ConfigReader } from "./reader";

const dayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

const every = {
  /** HH:MM; a `to` before `from` is on the next day. */
  from: text(checks.clock),
  to: text(checks.clockEnd),
  timeZone: v.optional(text(checks.timeZone)),
  // Critical alerts wake people unless they say otherwise.
  severities: v.optional(some(severities), ["warning"]),
};
/** Days it begins on; none: every day. */
const weekly = { days: v.optional(some(dayNames)), ...every };
/** YYYY-MM-DD: a single maintenance window. */
const maintenance = { date: text(checks.date), ...every };

const known = ["date", "days", ...Object.keys(every)];

/** A time in which alerts are kept back: on a date, or on days of the week. */
export type QuietTime = { timeZone: string } & (
  (Values<typeof weekly> & { date?: undefined }) | (Values<typeof maintenance> & { days?: undefined })
);

/** The times under the key `quietHours`, checked. */
export function quietHours(reader: ConfigReader, timeZone: string): QuietTime[] {
  return reader.entries("quietHours").flatMap(({ entry, index }): QuietTime[] => {
    const key = `quietHours[${index}]`;
    const { date, days, from, to } = entry;
    if (date !== undefined && days !== undefined)
      reader.conflict(
        key,
        [],
        "date and days are both set",
        "either a date (a maintenance window) or days of the week",
        ": ",
      );
    if (typeof from === "string" && from === to)
      reader.conflict(
        key,
        [`${key}.from`, `${key}.to`],
        `from and to are both ${from}`,
        "two different times, such as 00:00 and 24:00 for a whole day",
        ": ",
      );
    const at = { known };
    const read =
      date === undefined
        ? readEntry(reader, key, entry, weekly, at)
        : readEntry(reader, key, entry, maintenance, at);
    return read ? [{ ...read, timeZone: read.timeZone ?? timeZone }] : [];
  });
}
