const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As programs write a time, all of them in UTC. */
export const times = {
  /** 2026-11-22T10:00:00.123Z */
  iso: (at: number): string => new Date(at).toISOString(),
  /** 2026-11-22 10:00:00.123 */
  spaced: (at: number): string => times.iso(at).slice(0, 23).replace("T", " "),
  /** 2026-11-22 10:00:00 */
  seconds: (at: number): string => times.spaced(at).slice(0, 19),
  /** 2026-11-22 10:00:00,123 */
  comma: (at: number): string => times.spaced(at).replace(".", ","),
  /** 2026/11/22 10:00:00, or with another text between day and clock */
  slashed(at: number, between = " "): string {
    const iso = times.iso(at);
    return `${iso.slice(0, 4)}/${iso.slice(5, 7)}/${iso.slice(8, 10)}${between}${iso.slice(11, 19)}`;
  },
  /** 22/Nov/2026:10:00:00 */
  common(at: number, between = ":"): string {
    const iso = times.iso(at);
    return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}${between}${iso.slice(11, 19)}`;
  },
  /** Nov 22 10:00:00 */
  syslog(at: number): string {
    const iso = times.iso(at);
    return `${months[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10)} ${iso.slice(11, 19)}`;
  },
};

/** As Go writes a duration; in milliseconds. */
export function goDuration(ms: number): string {
  if (ms < 1) return `${(ms * 1000).toFixed(3)}µs`;
  if (ms < 1000) return `${ms.toFixed(6)}ms`;
  const seconds = ms / 1000;
  return seconds < 60
    ? `${seconds.toFixed(9)}s`
    : `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(9)}s`;
}
