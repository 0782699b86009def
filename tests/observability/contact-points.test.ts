import * as pulumi from "@pulumi/pulumi";

import { contactPoint, secretMembers } from "../../components/observability/alerts/contact-points";
import { contentWith as configWith } from "../support/config";
import { entries, leaves, mail, through } from "../support/receiver-config";
import { examples, rows, secretValues } from "../support/receivers";

describe("contactPoint", () => {
  it("is nothing without a receiver", () => {
    expect(contactPoint([])).toBeUndefined();
  });

  it("holds every receiver once, its secrets secret and among the members that are kept so", async () => {
    const { notifications } = await configWith({ ...mail, receivers: entries }, ["receivers"]);
    const point = contactPoint(notifications.receivers) as Record<string, object[] | undefined>;
    const filled = Object.entries(point).filter(([, list]) => list);
    expect(filled.flatMap(([, list]) => list)).toHaveLength(entries.length);
    expect(
      filled
        .map(([name]) => name)
        .filter((name) => name !== "emails")
        .sort(),
    ).toEqual([...secretMembers].sort());
    const values = leaves(filled);
    const outputs = values.filter((value) => pulumi.Output.isInstance(value));
    for (const value of secretValues) expect(values.map(String)).not.toContain(value);
    // The relay's addresses are none.
    const secret = await Promise.all(outputs.map((output) => pulumi.isSecret(output)));
    expect(secret.filter((is) => !is)).toHaveLength(through("may", "must").length);
    // All of those Grafana sends to by itself; the relay has the others.
    const direct = rows.flatMap(({ type, secrets }) =>
      secrets.filter((value) =>
        examples.some(
          ({ relay, set, ...example }) =>
            relay === "no" && example.type === type && JSON.stringify(set).includes(JSON.stringify(value)),
        ),
      ),
    );
    expect(secret.filter(Boolean)).toHaveLength(direct.length);
  });
});
