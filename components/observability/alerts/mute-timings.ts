import type * as grafana from "@pulumiverse/grafana";

import type { QuietTime } from "../../config/quiet-hours";

type Interval = grafana.types.input.alerting.MuteTimingInterval;

const week = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** A quiet time as intervals of a mute timing: none of them goes past midnight, so a night is two. */
export function muteIntervals({ from, to, date, days, timeZone }: QuietTime): Interval[] {
  const on = (shift: 0 | 1): Interval => {
    if (date) {
      const day = new Date(Date.parse(date) + shift * 86_400_000);
      const only = (value: number) => [String(value)];
      return {
        years: only(day.getUTCFullYear()),
        months: only(day.getUTCMonth() + 1),
        daysOfMonths: only(day.getUTCDate()),
        location: timeZone,
      };
    }
    const weekdays = (days ?? []).map((name) => week[(week.indexOf(name) + shift) % 7] as string);
    return { ...(weekdays.length > 0 ? { weekdays } : {}), location: timeZone };
  };
  if (from < to) return [{ ...on(0), times: [{ start: from, end: to }] }];
  const evening = { ...on(0), times: [{ start: from, end: "24:00" }] };
  return to === "00:00" ? [evening] : [evening, { ...on(1), times: [{ start: "00:00", end: to }] }];
}
