import * as fleet from "../../dashboards/fleet";
import { panelIds } from "../../dashboards/monitoring";
import * as duration from "../../../shared/duration";
import * as logql from "../../logql";
import { jobs, uids } from "../../../shared/naming";
import type { RuleSettings, RuleSpec } from "./rule";
import { day, probeFreshness, unlessOllamaDown, unlessWebuiDown } from "./shared";

/** The monitoring accuses itself. */
export function monitoring(settings: RuleSettings): RuleSpec[] {
  const { blindAfter, diskFreeThreshold, sourceSilentAfter } = settings.thresholds;
  const panel = (panelId: number) => ({ uid: uids.dashboards.monitoring, panelId });
  // The last third is pending time: a deploy of this very stack replaces containers, give them time.
  const patience = Math.floor(blindAfter / 3);
  const silence = blindAfter - patience;
  const lost = 600;
  const failing = `${logql.failingRounds(lost)} > 4`;
  return [
    {
      key: "blind",
      expr: logql.probeAbsent(silence),
      hostless: true,
      window: silence,
      pace: "fast",
      condition: { is: "above", value: 0 },
      pendingFor: patience,
      severity: "critical",
      // absent_over_time returns nothing while lines arrive.
      noData: "OK",
      // Loki itself cannot be asked: that is blind, too.
      error: "Alerting",
      dashboard: panel(panelIds.rounds),
      lines: logql.monitoringLines(),
      places: { window: duration.format(blindAfter) },
    },
    {
      key: "sourceSilent",
      // Who is down writes nothing, and is told already.
      expr: unlessWebuiDown(
        unlessOllamaDown(
          logql.silentSources(sourceSilentAfter, day, fewestProbed, probeFreshness(settings)),
          settings,
          0,
        ),
        settings,
      ),
      window: day,
      pace: "slow",
      condition: { is: "above", value: 0 },
      pendingFor: 60,
      severity: "warning",
      noData: "OK",
      error: "KeepLast",
      dashboard: panel(panelIds.lines),
      lines: logql.monitoringLines(),
      places: { window: duration.format(sourceSilentAfter) },
    },
    {
      key: "linesLost",
      expr: logql.orOnHost(`${logql.lokiSum("rejected", lost)} > 0`, `${logql.droppedBatches(lost)} > 0`),
      window: lost,
      pace: "slow",
      condition: { is: "above", value: 0 },
      pendingFor: 0,
      severity: "warning",
      noData: "OK",
      error: "KeepLast",
      dashboard: panel(panelIds.received),
      lines: logql.monitoringLines(),
      places: { window: duration.format(lost) },
    },
    {
      key: "undelivered",
      // What fails for a minute is tried again and arrives; the relay's failures are Grafana's, too.
      expr: logql.orOnHost(
        `${logql.undelivered(lost, "refused", "lost")} or ${logql.andOnHost(logql.undelivered(lost, "delayed"), failing)}`,
        logql.andOnHost(logql.failedDeliveries(lost), failing),
      ),
      window: lost,
      pace: "slow",
      condition: { is: "above", value: 0 },
      pendingFor: 0,
      severity: "critical",
      noData: "OK",
      error: "KeepLast",
      dashboard: panel(panelIds.undelivered),
      lines: logql.monitoringLines(),
      places: { window: duration.format(lost) },
    },
    {
      key: "diskFull",
      expr: logql.lokiState("disk_free_share", settings.watchFreshness),
      window: settings.watchFreshness,
      pace: "slow",
      condition: { is: "below", value: diskFreeThreshold / 100 },
      pendingFor: 0,
      severity: "warning",
      // A Loki that is not ours, or a blind monitoring; a full disk stays full until seen otherwise.
      noData: "KeepLast",
      error: "KeepLast",
      dashboard: panel(panelIds.diskHistory),
      lines: logql.source(jobs.probe),
      places: { threshold: diskFreeThreshold },
    },
    {
      key: "hostSilent",
      expr: logql.silentHosts(silence, day),
      window: day,
      pace: "slow",
      condition: { is: "above", value: 0 },
      pendingFor: patience,
      severity: "critical",
      // All hosts speak, or none: that is "blind".
      noData: "OK",
      error: "KeepLast",
      dashboard: { uid: uids.dashboards.fleet, panelId: fleet.panelIds.history },
      lines: logql.source(jobs.probe),
      places: { window: duration.format(blindAfter) },
    },
  ];
}

/** Lines of a day that make a source one that the probe can be seen in; fewer may have been somebody's curl. */
const fewestProbed = 40;
