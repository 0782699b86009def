import * as pulumi from "@pulumi/pulumi";
import type * as grafana from "@pulumiverse/grafana";

import { kindOf, kinds, type Receiver } from "../../receivers";
import { relayUrl } from "../../shared/naming";

type ContactPointArgs = Omit<grafana.alerting.ContactPointArgs, "name">;

/** Members of a contact point whose values the provider does not mark as secret by itself: all but mail's. */
export const secretMembers = [...new Set(kinds.map(({ member }): string => member))].filter(
  (member) => member !== "emails",
);

/**
 * The integrations of one contact point; undefined when nobody is to be told. All of a severity's receivers are in one
 * contact point, because a rule can name only one. Everything secret stays so: the provider does not mark it.
 */
export function contactPoint(receivers: Receiver[]): ContactPointArgs | undefined {
  if (receivers.length === 0) return undefined;
  const members = [...new Set(receivers.map((receiver) => kindOf(receiver).member))];
  return Object.fromEntries(
    members.map((member) => [
      member,
      receivers.filter((receiver) => kindOf(receiver).member === member).map(integrationOf),
    ]),
  );
}

/** What Grafana's contact point holds of a receiver: the service itself, or our relay. */
export function integrationOf(receiver: Receiver) {
  const relay = receiver.relay === undefined ? undefined : pulumi.output(relayUrl(receiver.relay));
  return kindOf(receiver).integration(receiver.fields, relay);
}
