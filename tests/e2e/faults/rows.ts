import { messages } from "../../../components/observability/messages";
import type { rules } from "../../../components/observability/messages/en/rules";
import type { Stand } from "../stand/stand";
import { until } from "../stand/until";

export type RuleKey = keyof typeof rules;

/** One row of the fault matrix: what breaks, where, and which alerts must come of it, no others. */
export interface Row {
  name: string;
  /** Value of the label `host` on what it causes; alerts without that label count for every host of the stack. */
  host: string;
  break: () => Promise<void>;
  /** Makes it well again; without it, nothing was broken. */
  repair?: () => Promise<void>;
  fires: RuleKey[];
  /** The repair may be made before the alert comes: what it is about leaves its window by itself. */
  passes?: boolean;
}

/** Seconds until each alert came, and until it was called resolved. */
export interface Played {
  row: Row;
  from: number;
  delivered: Partial<Record<RuleKey, number>>;
  resolved: Partial<Record<RuleKey, number>>;
}

/** Something a receiver was told about one alert. */
export interface Told {
  at: number;
  status: string;
  rule: string;
  host?: string;
}

const keys = new Map(Object.entries(messages.en.rules).map(([key, { title }]) => [title, key]));

/** All that a stack's webhook accepted, alert by alert, oldest first. */
export function told(stand: Stand): Told[] {
  return stand.receiver.received
    .filter(({ path, accepted }) => path === "/webhook" && accepted)
    .flatMap(({ at, body }) => {
      const { alerts } = JSON.parse(body) as {
        alerts: { status: string; labels: { alertname: string; host?: string } }[];
      };
      return alerts.map(({ status, labels }) => ({
        at,
        status,
        rule: keys.get(labels.alertname) ?? labels.alertname,
        host: labels.host,
      }));
    });
}

/** Breaks something, waits for its alerts, repairs it, waits until they are over. */
export async function play(stand: Stand, row: Row): Promise<Played> {
  const played: Played = { row, from: Date.now(), delivered: {}, resolved: {} };
  await row.break();
  if (row.passes) await row.repair?.();
  const heard = (rule: RuleKey, status: string, since: number) =>
    until(
      `${row.name}: ${rule} ${status}`,
      () =>
        told(stand).find(
          (said) =>
            said.at >= since &&
            said.rule === rule &&
            said.status === status &&
            (said.host ?? row.host) === row.host,
        ),
      330_000,
      200,
    );
  for (const rule of row.fires) {
    const { at } = await heard(rule, "firing", played.from);
    played.delivered[rule] = (at - played.from) / 1000;
  }
  const repaired = Date.now();
  if (!row.passes) await row.repair?.();
  for (const rule of row.fires) {
    const { at } = await heard(rule, "resolved", played.from);
    played.resolved[rule] = (at - (row.passes ? played.from : repaired)) / 1000;
  }
  return played;
}

/** Names of the alerts about a host that were told from then until then. */
export function firing(stand: Stand, host: string, from: number, to = Infinity): string[] {
  const found = told(stand).filter(
    (said) => said.status === "firing" && said.at >= from && said.at <= to && (said.host ?? host) === host,
  );
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

/** The matrix as Markdown, as it stands in docs/operations. */
export function table(all: Played[], title: (rule: RuleKey) => string): string {
  const seconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(0)} s`);
  const rows = all.flatMap(({ row, delivered, resolved }) =>
    row.fires.length === 0
      ? [`| ${row.name} | — | | |`]
      : row.fires.map(
          (rule) =>
            `| ${row.name} | ${title(rule)} | ${seconds(delivered[rule])} | ${seconds(resolved[rule])} |`,
        ),
  );
  return ["| fault | alert | delivered | resolved |", "|---|---|---|---|", ...rows].join("\n");
}
