import type { Request } from "../fakes/services";

/** One message of each place, as text. */
export function goldenOf(mails: string[], messages: Request[], port: number): Record<string, string> {
  const first = new Map<string, string>();
  for (const { host, path, body } of messages) {
    const place = `${host}${path}`;
    if (!first.has(place)) first.set(place, normalised(pretty(body), port));
  }
  const sorted = [...first].sort(([a], [b]) => a.localeCompare(b, "en"));
  return { mail: normalised(mails[0] ?? "", port), ...Object.fromEntries(sorted) };
}

function pretty(body: string): string {
  try {
    const value = JSON.parse(body) as { groupKey?: string };
    // Of a webhook's body the part that is ours.
    const { title, state, message } = value as Record<string, unknown>;
    const ours = value.groupKey ? { title, state, message } : value;
    return JSON.stringify(ours, null, 2).replaceAll("\\n", "\n");
  } catch {
    // A form, whose fields come in any order.
    const parts = body.split(/\r?\n?--[0-9a-f]{60}(?:--)?\r\n/).filter(Boolean);
    return parts
      .map((part) => part.replaceAll("\r\n", "\n"))
      .sort()
      .join("\n---\n");
  }
}

/** What differs from run to run, taken out of a golden. */
function normalised(text: string, port: number): string {
  return (
    text
      .replaceAll(`localhost:${port}`, "localhost:3000")
      .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( (UTC|CST)|Z|\+\d\d:\d\d)?/g, "<time>")
      .replace(/\b(from|to)=\d{13}/g, "$1=<ms>")
      // Grafana's own, whichever image runs and whenever.
      .replace(/Grafana v[\d.]+\d[\w+-]*/g, "Grafana <version>")
      .replace(/(&copy;|©) \d{4} Grafana/g, "$1 <year> Grafana")
      .replaceAll(`localhost%3A${port}`, "localhost%3A3000")
      .replace(/"ts": \d+/g, '"ts": 0')
      .replace(/"(timestamp|sign)": "[^"]+"/g, '"$1": "<$1>"')
      .replace(/matcher=__alert_rule_uid__%3D[\w-]+/g, "matcher=__alert_rule_uid__%3D<uid>")
  );
}
