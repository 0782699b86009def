import * as pulumi from "@pulumi/pulumi";

import { watchdog } from "../../components/observability/alerts/heartbeat";
import { contentWith as configWith } from "../support/config";
import { url } from "../support/receiver-config";

describe("heartbeat", () => {
  it("is secret, and a rule that always fires, apart from people's severities", async () => {
    const { notifications } = await configWith({ heartbeatUrl: url }, ["heartbeatUrl"]);
    expect(notifications.heartbeat?.interval).toBe(300);
    expect(await pulumi.isSecret(notifications.heartbeat?.url as never)).toBe(true);
    const rule = watchdog({ title: "Watchdog", summary: "s" }, "DeepChat heartbeat", 300);
    expect(rule).toMatchObject({
      labels: { severity: "none" },
      notificationSettings: {
        contactPoint: "DeepChat heartbeat",
        repeatInterval: "5m",
        groupInterval: "10s",
      },
    });
  });
});
