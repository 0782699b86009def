import * as checks from "../shared/checks";
import { nearest } from "./error";
import type { ConfigReader } from "./reader";
import { severitiesOf } from "./receivers";
import type { QuietTime, Severity } from "./schema";

const dayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const known = ["date", "days", "from", "to", "timeZone", "severities"];

/** The times under the key `quietHours`, checked. */
export function quietHours(reader: ConfigReader, timeZone: string): QuietTime[] {
  return reader.entries("quietHours").map(({ entry, index }) => {
    const key = `quietHours[${index}]`;
    for (const name of Object.keys(entry))
      if (!known.includes(name))
        reader.problem(`${key}.${name}`, "set", `only ${known.join(", ")}`, {
          kind: "unknown",
          near: nearest(name, known),
        });
    const text = (name: string, check: (value: string) => string | undefined): string => {
      const value = String(entry[name] ?? "");
      const allowed = check(value);
      const found = entry[name] === undefined ? "not set" : JSON.stringify(entry[name]);
      if (allowed) reader.problem(`${key}.${name}`, found, allowed);
      return value;
    };
    const time: QuietTime = {
      from: text("from", checks.clock),
      to: text("to", checks.clockEnd),
      date: entry.date === undefined ? undefined : text("date", checks.date),
      days: days(reader, entry.days, `${key}.days`),
      timeZone: entry.timeZone === undefined ? timeZone : text("timeZone", checks.timeZone),
      // Critical alerts wake people unless they say otherwise.
      severities: severitiesOf(reader, entry, key, ["warning"] satisfies Severity[]),
    };
    if (time.date && time.days.length > 0)
      reader.conflict(
        key,
        [],
        "given date and days",
        "either a date (a maintenance window) or days of the week",
      );
    if (time.from !== "" && time.from === time.to)
      reader.conflict(
        key,
        [],
        "as long as it is short: from is to",
        "two different times, such as 00:00 and 24:00 for a whole day",
      );
    return time;
  });
}

function days(reader: ConfigReader, value: unknown, key: string): string[] {
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value) ? value : [];
  const found = dayNames.filter((name) => list.includes(name));
  if (list.length === 0 || found.length !== new Set(list).size)
    reader.problem(key, JSON.stringify(value), `a list of ${dayNames.join(", ")}`);
  return found;
}
