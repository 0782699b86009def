import * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";

import type { ExternalLoki, Language, Notifications, ProbeConfig } from "../config/schema";
import type { Thresholds } from "../config/thresholds";
import { readRunbook } from "../shared/assets";
import { allOnStack, onStack } from "../shared/commands";
import { grafanaNames, uids } from "../shared/naming";
import { toProviderRule } from "./alerts/rule-group";
import { rules } from "./alerts/rules";
import { dashboards } from "./dashboards";
import { requestField } from "./dashboards/links";
import { type Messages, messages } from "./messages";
import { createHeartbeat, createRoutings } from "./notifications";

export interface GrafanaContentArgs {
  /** The stack's name, for the commands in texts. */
  stack: string;
  language: Language;
  /** Base URL of Loki as Grafana reaches it. */
  lokiUrl: string;
  /** Credentials, when that Loki is not ours. */
  external?: ExternalLoki;
  /** Where people open Grafana, with a slash at the end. */
  rootUrl: string;
  /** How often the probe asks. */
  probe: Pick<ProbeConfig, "interval" | "modelServers" | "canaryModel" | "canaryInterval" | "canaryTimeout">;
  /** Seconds that our own Loki keeps logs. */
  retention: number;
  thresholds: Thresholds;
  notifications: Notifications;
}

/** How old the probe's figures about Loki may be, in seconds: it asks each 30 s, and an answer may take as long. */
const watchFreshness = 120;

/** A group an evaluation interval; the keys are parts of logical names. */
const ruleGroups = [
  { every: "10s", seconds: 10, key: "rules" },
  { every: "1m", seconds: 60, key: "rules-slow" },
  { every: "5m", seconds: 300, key: "rules-daily" },
] as const;

/** Everything inside Grafana: datasource, folders, dashboards, alert rules, message templates, contact points. */
export class GrafanaContent extends pulumi.ComponentResource {
  constructor(name: string, args: GrafanaContentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:observability:GrafanaContent", name, {}, opts);
    // In the user's language, and the commands in them act on this stack.
    const texts = allOnStack(messages[args.language], args.stack, "dev");

    const datasource = this.createDatasource(name, args);
    const folder = (key: keyof typeof uids.folders) =>
      new grafana.oss.Folder(
        `${name}-folder-${key}`,
        { uid: uids.folders[key], title: texts.folders[key] },
        { parent: this },
      );
    const dashboardFolder = folder("dashboards");
    const alertFolder = folder("alerts");

    for (const dashboard of dashboards(this.dashboardContext(args, texts))) {
      new grafana.oss.Dashboard(
        `${name}-dashboard-${dashboard.uid}`,
        { folder: dashboardFolder.uid, configJson: JSON.stringify(dashboard), overwrite: true },
        { parent: this },
      );
    }

    const routings = createRoutings(name, args.notifications, texts, this);
    const { interval: probeInterval, canaryModel, canaryInterval, canaryTimeout } = args.probe;
    const canary = canaryModel ? { interval: canaryInterval, timeout: canaryTimeout } : undefined;
    const all = rules({ texts, watchFreshness, probeInterval, canary, ...args });
    for (const { every, seconds, key } of ruleGroups) {
      const group = all.filter(({ evaluationInterval }) => evaluationInterval === every);
      // Grafana refuses a group without rules.
      if (group.length === 0) continue;
      new grafana.alerting.RuleGroup(
        `${name}-${key}`,
        {
          name: grafanaNames.ruleGroups[key],
          folderUid: alertFolder.uid,
          intervalSeconds: seconds,
          rules: group.map((rule) => toProviderRule(rule, routings[rule.severity], args.rootUrl)),
        },
        { parent: this, dependsOn: [datasource] },
      );
    }
    const { heartbeat } = args.notifications;
    if (heartbeat) createHeartbeat(name, heartbeat, texts, alertFolder.uid, this);
    this.registerOutputs({});
  }

  private dashboardContext(args: GrafanaContentArgs, texts: Messages) {
    return {
      texts,
      // Two missed rounds are a hiccup, three are not.
      freshness: Math.max(30, 3 * args.probe.interval),
      step: Math.max(30, 2 * args.probe.interval),
      watchFreshness,
      retentionDays: args.external ? undefined : Math.floor(args.retention / 86_400),
      errorThreshold: args.thresholds.errorThreshold,
      errorWindow: args.thresholds.errorWindow,
      modelServers: args.probe.modelServers.length > 0,
      runbook: (rule: string) => onStack(readRunbook(rule, args.language), args.stack, "dev"),
    };
  }

  private createDatasource(name: string, args: GrafanaContentArgs): grafana.oss.DataSource {
    const { external } = args;
    return new grafana.oss.DataSource(
      `${name}-datasource`,
      {
        uid: uids.datasource,
        name: grafanaNames.datasource,
        type: "loki",
        url: args.lokiUrl,
        isDefault: true,
        jsonDataEncoded: JSON.stringify({
          maxLines: 1000,
          // Our Loki has no rules of its own; asked for them, it answers with an error.
          manageAlerts: false,
          derivedFields: [requestField(messages[args.language])],
        }),
        basicAuthEnabled: external?.username ? true : undefined,
        basicAuthUsername: external?.username || undefined,
        secureJsonDataEncoded: external?.password
          ? pulumi.secret(pulumi.jsonStringify({ basicAuthPassword: external.password }))
          : undefined,
        httpHeaders: external?.tenant ? pulumi.secret({ "X-Scope-OrgID": external.tenant }) : undefined,
      },
      { parent: this },
    );
  }
}
