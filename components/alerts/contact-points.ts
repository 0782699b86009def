import type * as grafana from "@pulumiverse/grafana";
import * as pulumi from "@pulumi/pulumi";

import type { Receivers } from "../stack-config";

type ContactPointArgs = Omit<grafana.alerting.ContactPointArgs, "name">;

/**
 * The integrations of our one contact point; undefined when nobody is to be told. One contact point, because a rule can
 * name only one. Every URL is secret: the provider does not mark them.
 */
export function contactPoint(receivers: Receivers): ContactPointArgs | undefined {
  const title = '{{ template "deepchat.title" . }}';
  const message = '{{ template "deepchat.message" . }}';
  const { emailTo, wecomUrl, webhookUrl } = receivers;
  if (emailTo.length === 0 && !wecomUrl && !webhookUrl) return undefined;
  return {
    emails:
      emailTo.length > 0 ? [{ addresses: emailTo, singleEmail: true, subject: title, message }] : undefined,
    wecoms: wecomUrl
      ? [
          {
            url: pulumi.secret(wecomUrl),
            msgType: "markdown",
            title,
            message: '{{ template "deepchat.markdown" . }}',
          },
        ]
      : undefined,
    webhooks: webhookUrl ? [{ url: pulumi.secret(webhookUrl), title, message }] : undefined,
  };
}
