import * as grafana from "@pulumiverse/grafana";
import * as pulumi from "@pulumi/pulumi";

import { toProviderRule } from "./alerts/rule-group";
import { rules } from "./alerts/rules";
import { readRunbook } from "./assets";
import type { ExternalLoki, Language, Notifications, Thresholds } from "./stack-config";
import { dashboards } from "./dashboards";
import { runbookPath } from "./dashboards/runbooks";
import { messages } from "./messages";
import { grafanaNames, uids } from "./naming";
import { createHeartbeat, createRoutings } from "./notification-content";

export interface GrafanaContentArgs {
  language: Language;
  /** Base URL of Loki as Grafana reaches it. */
  lokiUrl: string;
  /** Credentials, when that Loki is not ours. */
  external?: ExternalLoki;
  /** Where people open Grafana, with a slash at the end. */
  rootUrl: string;
  /** Seconds between two rounds of the probe. */
  probeInterval: number;
  thresholds: Thresholds;
  notifications: Notifications;
}

/** Seconds without a line of the probe until the monitoring counts as blind, on top of a minute's patience. */
const blindAfter = 120;

/** Everything inside Grafana: datasource, folders, dashboards, alert rules, message templates, contact points. */
export class GrafanaContent extends pulumi.ComponentResource {
  constructor(name: string, args: GrafanaContentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:observability:GrafanaContent", name, {}, opts);
    const texts = messages[args.language];

    const datasource = this.createDatasource(name, args);
    const folder = (key: keyof typeof uids.folders) =>
      new grafana.oss.Folder(
        `${name}-folder-${key}`,
        { uid: uids.folders[key], title: texts.folders[key] },
        { parent: this },
      );
    const dashboardFolder = folder("dashboards");
    const alertFolder = folder("alerts");

    for (const dashboard of dashboards(this.dashboardContext(args))) {
      new grafana.oss.Dashboard(
        `${name}-dashboard-${dashboard.uid}`,
        { folder: dashboardFolder.uid, configJson: JSON.stringify(dashboard), overwrite: true },
        { parent: this },
      );
    }

    const routings = createRoutings(name, args.notifications, texts, this);
    new grafana.alerting.RuleGroup(
      `${name}-rules`,
      {
        name: grafanaNames.ruleGroup,
        folderUid: alertFolder.uid,
        intervalSeconds: 10,
        rules: rules({ texts, blindAfter, ...args.thresholds }).map((rule) =>
          toProviderRule(rule, routings[rule.severity], (runbook) => args.rootUrl + runbookPath(runbook)),
        ),
      },
      { parent: this, dependsOn: [datasource] },
    );
    const { heartbeat } = args.notifications;
    if (heartbeat) createHeartbeat(name, heartbeat, texts, alertFolder.uid, this);
    this.registerOutputs({});
  }

  private dashboardContext(args: GrafanaContentArgs) {
    return {
      texts: messages[args.language],
      // Two missed rounds are a hiccup, three are not.
      freshness: Math.max(30, 3 * args.probeInterval),
      errorThreshold: args.thresholds.errorThreshold,
      errorWindow: args.thresholds.errorWindow,
      runbook: (rule: string) => readRunbook(rule, args.language),
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
        jsonDataEncoded: JSON.stringify({ maxLines: 1000 }),
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
