import { grafanaNames, uids } from "../../../components/shared/naming";
import { until } from "../stand/until";
import { decode } from "./readable";
import type { Stage } from "./stage";

interface ProvisionedRule {
  folderUID: string;
  notification_settings?: { receiver: string; mute_time_intervals?: string[] };
}

/** What does not reach receivers: alerts of a quiet time, and the heartbeat. */
export function quietTimes(stage: () => Stage): void {
  it("are left alone at quiet times, which Grafana has as they were asked for", async () => {
    const { stand } = stage();
    const grafana = await stand.grafana();
    expect(await grafana.get("/api/v1/provisioning/mute-timings")).toMatchObject([
      {
        name: grafanaNames.muteTiming(0),
        time_intervals: [
          { times: [{ start_time: "22:00", end_time: "24:00" }], weekdays: ["friday"] },
          { times: [{ start_time: "00:00", end_time: "07:00" }], weekdays: ["saturday"] },
        ],
      },
    ]);
    const rules =
      (await grafana.get<ProvisionedRule[]>("/api/v1/provisioning/alert-rules"))?.filter(
        ({ folderUID }) => folderUID === uids.folders.alerts,
      ) ?? [];
    // The quiet time is for what is critical only.
    const mutes = (receiver: string) =>
      rules.flatMap(({ notification_settings: settings }) =>
        settings?.receiver === receiver ? [settings.mute_time_intervals ?? []] : [],
      );
    const { critical, warning } = grafanaNames.contactPoints;
    expect(mutes(critical).length).toBeGreaterThan(2);
    expect(mutes(warning).length).toBeGreaterThan(2);
    expect(new Set(mutes(critical).flat())).toEqual(new Set([grafanaNames.muteTiming(0)]));
    expect(mutes(critical).filter((names) => names.length !== 1)).toEqual([]);
    expect(mutes(warning).flat()).toEqual([]);
  }, 30_000);

  it("are not bothered by the heartbeat, which beats every minute at its own address", async () => {
    const { services } = stage();
    const beats = await until(
      "three heartbeats",
      async () => {
        const all = (await services.received()).filter(({ path }) => path === "/heartbeat");
        return all.length >= 3 && all;
      },
      100_000,
    );
    for (const { body } of beats) expect(JSON.parse(body)).toMatchObject({ status: "firing" });
    const elsewhere = (await services.received()).filter(({ path }) => path !== "/heartbeat");
    expect(elsewhere.filter(({ body }) => /Watchdog|看门狗/.test(decode(body)))).toEqual([]);
  }, 120_000);
}
