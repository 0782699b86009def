import type { StackConfig } from "../../components/config/stack";
import { grafanaNames } from "../../components/shared/naming";
import { severities } from "../../components/shared/severities";

/** What a stack needs in Grafana that is known by its name alone. */
export function namedInGrafana({ content }: Pick<StackConfig, "content">): string[] {
  if (!content) return [];
  const { receivers, heartbeat, quietHours } = content.notifications;
  const used = severities.filter((severity) => receivers.some((r) => r.severities.includes(severity)));
  const { contactPoints, muteTiming } = grafanaNames;
  return [
    ...used.map((severity) => contactPoints[severity]),
    ...(heartbeat ? [contactPoints.heartbeat] : []),
    ...(receivers.length > 0 ? quietHours.map((_, i) => muteTiming(i)) : []),
  ];
}
