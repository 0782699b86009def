import * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";

import type { Notifications } from "../config/schema";
import { grafanaNames } from "../shared/naming";
import { severities, type Severity } from "../shared/severities";
import { contactPoint, secretMembers } from "./alerts/contact-points";
import { watchdog } from "./alerts/heartbeat";
import { muteIntervals } from "./alerts/mute-timings";
import type { Routing } from "./alerts/rule-group";
import { templates } from "./alerts/templates";
import type { Messages } from "./messages";

/**
 * Message templates, mute timings and one contact point a severity: where each rule sends to, by its severity. Each rule
 * names them itself, so the user's policies stay untouched. A severity without receivers goes nowhere.
 */
export function createRoutings(
  name: string,
  { receivers, repeat, quietHours, timeZone }: Notifications,
  texts: Messages,
  parent: pulumi.Resource,
): Partial<Record<Severity, Routing>> {
  if (receivers.length === 0) {
    void pulumi.log.warn(
      "Nobody will get alerts: no receiver is configured. Set wecomUrl, webhookUrl, emailTo with smtpHost, or receivers (docs/alerts.md).",
      parent,
    );
    return {};
  }
  const groups = templates(texts, timeZone, receivers).map(
    (template) =>
      new grafana.alerting.MessageTemplate(
        `${name}-${template.name}`,
        { name: template.name, template: template.content },
        { parent },
      ),
  );
  const timings = quietHours.map(
    (time, i) =>
      new grafana.alerting.MuteTiming(
        `${name}-quiet-${i}`,
        { name: grafanaNames.muteTiming(i), intervals: muteIntervals(time) },
        { parent },
      ),
  );
  const routings = severities.flatMap((severity): [Severity, Routing][] => {
    const integrations = contactPoint(receivers.filter((receiver) => receiver.severities.includes(severity)));
    if (!integrations) return [];
    const point = new grafana.alerting.ContactPoint(
      `${name}-contact-point-${severity}`,
      { name: grafanaNames.contactPoints[severity], ...integrations },
      { parent, dependsOn: groups, additionalSecretOutputs: secretMembers },
    );
    const mutes = timings.filter((_, i) => quietHours[i]?.severities.includes(severity));
    const muteTimings = mutes.length > 0 ? mutes.map((timing) => timing.name) : undefined;
    const routing = { contactPoint: point.name, groupWait: 5, groupInterval: 30, muteTimings };
    return [[severity, { ...routing, repeatInterval: repeat[severity] }]];
  });
  return Object.fromEntries(routings);
}

/** The watchdog and the one who listens to it, apart from people's. */
export function createHeartbeat(
  name: string,
  { url, interval }: NonNullable<Notifications["heartbeat"]>,
  texts: Messages,
  folderUid: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  const point = new grafana.alerting.ContactPoint(
    `${name}-contact-point-heartbeat`,
    {
      name: grafanaNames.contactPoints.heartbeat,
      webhooks: [
        {
          url: pulumi.secret(url),
          disableResolveMessage: true,
          title: texts.notification.heartbeat.title,
          // Marks it as ours, as the names of our templates mark the others.
          message: `deepchat.heartbeat: ${texts.notification.heartbeat.summary}`,
        },
      ],
    },
    { parent, additionalSecretOutputs: secretMembers },
  );
  new grafana.alerting.RuleGroup(
    `${name}-watchdog`,
    {
      name: grafanaNames.watchdogGroup,
      folderUid,
      intervalSeconds: 10,
      rules: [watchdog(texts.notification.heartbeat, grafanaNames.contactPoints.heartbeat, interval)],
    },
    { parent, dependsOn: [point] },
  );
}
