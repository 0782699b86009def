import * as duration from "../../../shared/duration";
import { jobs, uids } from "../../../shared/naming";
import * as fleet from "../../dashboards/fleet";
import { panelIds } from "../../dashboards/monitoring";
import { andOnHost, orOnHost } from "../../logql";
import type { RuleSettings, RuleSpec } from "./rule";
import { day, linesOnHost, logql, probeFreshness, unlessOllamaDown, unlessWebuiDown } from "./shared";

/** The monitoring accuses itself. */
export function monitoring(settings: RuleSettings): RuleSpec[] {
  const { backupMaxAge, blindAfter, diskFreeThreshold, sourceSilentAfter } = settings.thresholds;
  const panel = (panelId: number) => ({ uid: uids.dashboards.monitoring, panelId });
  // The last third is pending time: a deploy of this very stack replaces containers, give them time.
  const pendingPeriod = Math.floor(blindAfter / 3);
  const silence = blindAfter - pendingPeriod;
  const lost = 600;
  const failing = `${logql.failingRounds(lost)} > 4`;
  return [
    {
      key: "blind",
      keys: ["blindAfter"],
      expr: logql.probeAbsent(silence),
      window: silence,
      evaluationInterval: "10s",
      condition: { is: "above", value: 0 },
      pendingPeriod,
      severity: "critical",
      // absent_over_time returns nothing while lines arrive.
      noDataState: "OK",
      // Loki itself cannot be asked: that is blind, too.
      execErrState: "Alerting",
      dashboard: panel(panelIds.rounds),
      exploreQuery: logql.monitoringLines(),
      params: { window: duration.format(blindAfter) },
    },
    {
      key: "sourceSilent",
      keys: ["sourceSilentAfter"],
      // Who is down writes nothing, and has an alert already.
      expr: unlessWebuiDown(
        unlessOllamaDown(
          logql.silentSources(sourceSilentAfter, day, fewestProbed, probeFreshness(settings)),
          settings,
          0,
        ),
        settings,
      ),
      window: day,
      evaluationInterval: "1m",
      condition: { is: "above", value: 0 },
      pendingPeriod: 60,
      severity: "warning",
      noDataState: "OK",
      execErrState: "KeepLast",
      dashboard: panel(panelIds.lines),
      exploreQuery: linesOnHost.monitoringLines(),
      params: { window: duration.format(sourceSilentAfter) },
    },
    {
      key: "linesLost",
      expr: orOnHost(`${logql.lokiSum("rejected", lost)} > 0`, `${logql.droppedBatches(lost)} > 0`),
      window: lost,
      evaluationInterval: "1m",
      condition: { is: "above", value: 0 },
      pendingPeriod: 0,
      severity: "warning",
      noDataState: "OK",
      execErrState: "KeepLast",
      dashboard: panel(panelIds.received),
      exploreQuery: linesOnHost.monitoringLines(),
      params: { window: duration.format(lost) },
    },
    {
      key: "undelivered",
      // What fails for a minute is tried again and arrives; the relay's failures are Grafana's, too.
      expr: orOnHost(
        `${logql.undelivered(lost, "refused", "lost")} or ${andOnHost(logql.undelivered(lost, "delayed"), failing)}`,
        andOnHost(logql.failedDeliveries(lost), failing),
      ),
      window: lost,
      evaluationInterval: "1m",
      condition: { is: "above", value: 0 },
      pendingPeriod: 0,
      severity: "critical",
      noDataState: "OK",
      execErrState: "KeepLast",
      dashboard: panel(panelIds.undelivered),
      exploreQuery: linesOnHost.monitoringLines(),
      params: { window: duration.format(lost) },
    },
    {
      key: "diskFull",
      keys: ["diskFreeThreshold"],
      expr: logql.lokiState("disk_free_share", settings.watchFreshness),
      window: settings.watchFreshness,
      evaluationInterval: "1m",
      condition: { is: "below", value: diskFreeThreshold / 100 },
      pendingPeriod: 0,
      severity: "warning",
      // A Loki that is not ours, or a blind monitoring; a full disk stays full until seen otherwise.
      noDataState: "KeepLast",
      execErrState: "KeepLast",
      dashboard: panel(panelIds.diskHistory),
      exploreQuery: linesOnHost.source(jobs.probe),
      params: { threshold: diskFreeThreshold },
    },
    {
      key: "backupOld",
      keys: ["backupMaxAge"],
      expr: logql.badBackups(backupMaxAge, settings.watchFreshness),
      window: settings.watchFreshness,
      evaluationInterval: "1m",
      // Of one that failed the age says nothing.
      condition: { is: "above", value: -1 },
      pendingPeriod: 0,
      severity: "warning",
      // None is too old, or nothing is known of them.
      noDataState: "OK",
      execErrState: "KeepLast",
      dashboard: panel(panelIds.diskHistory),
      exploreQuery: linesOnHost.source(jobs.probe),
    },
    {
      key: "hostSilent",
      keys: ["blindAfter"],
      expr: logql.silentHosts(silence, day),
      window: day,
      evaluationInterval: "1m",
      condition: { is: "above", value: 0 },
      pendingPeriod,
      severity: "critical",
      // All hosts report, or none: that is "blind".
      noDataState: "OK",
      execErrState: "KeepLast",
      dashboard: { uid: uids.dashboards.fleet, panelId: fleet.panelIds.history },
      exploreQuery: linesOnHost.source(jobs.probe),
      params: { window: duration.format(blindAfter) },
    },
  ];
}

/** Lines of a day that make a source one that the probe can be seen in; fewer may have been somebody's curl. */
const fewestProbed = 40;
