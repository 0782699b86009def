import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import type { GrafanaConfig, Smtp } from "../config/schema";
import { readAsset } from "../shared/assets";
import { ports } from "../shared/naming";
import { parts } from "./parts";
import { type Common, goRuntime, Service, type ServiceFile } from "./service";

/** By name, so that a setting nobody uses here is no argument. */
export type GrafanaArgs = Common &
  Pick<GrafanaConfig, "image" | "memory" | "port" | "rootUrl" | "language"> &
  Pick<GrafanaConfig, "adminPassword" | "ini" | "ldap" | "smtp">;

const files = {
  entrypoint: "/etc/deepchat/entrypoint.sh",
  adminPassword: "/etc/deepchat/admin-password",
  smtpPassword: "/etc/deepchat/smtp-password",
  // Where the image looks for it.
  ini: "/etc/grafana/grafana.ini",
  ldap: "/etc/deepchat/ldap.toml",
} as const;

/** Shows dashboards and sends alerts. Its volume keeps users, their own dashboards and silences, and the encryption key. */
export class Grafana extends pulumi.ComponentResource {
  public readonly adminPassword: pulumi.Output<string>;
  /** How the Grafana provider talks to it. */
  public readonly api: {
    url: string;
    auth: pulumi.Output<string>;
    retries: number;
    retryWait: number;
    retryStatusCodes: string[];
  };
  /** What outlives everything: content made in Grafana counts as gone only when this is. */
  public readonly data: pulumi.Resource;

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Grafana", name, {}, opts);

    const generated = new random.RandomPassword(
      `${name}-admin-password`,
      // No special characters: it gets copied by hand and pasted into shells.
      { length: 24, special: false },
      { parent: this },
    );
    this.adminPassword = pulumi.secret(args.adminPassword ?? generated.result);

    const service = new Service(
      name,
      {
        names: args.names,
        role: "grafana",
        image: args.image,
        networks: [args.network],
        health: ["curl", "-fsS", "-o", "/dev/null", `http://127.0.0.1:${ports.grafana}/api/health`],
        memory: args.memory,
        entrypoint: [files.entrypoint],
        environment: grafanaEnvironment(args),
        // Readable by Grafana's group 0 and nobody else, not in `docker inspect`.
        files: [
          { path: files.entrypoint, content: readAsset("grafana/entrypoint.sh"), mode: "0755" },
          { path: files.adminPassword, content: this.adminPassword, mode: "0640" },
          ...secretFile(files.smtpPassword, args.smtp?.password),
          ...secretFile(files.ini, args.ini),
          ...secretFile(files.ldap, args.ldap),
        ],
        data: parts.grafana.data,
        port: { internal: ports.grafana, external: args.port },
      },
      { parent: this },
    );
    this.data = service.volume as pulumi.Resource;
    this.api = {
      // A plain string, never unknown, so that a preview can compare while the container is being replaced.
      url: `http://127.0.0.1:${args.port}`,
      auth: pulumi.interpolate`admin:${this.adminPassword}`,
      retries: 5,
      retryWait: 1,
      // Not 401: repeating a wrong password locks the account (docs/decisions/grafana-login-lock.md).
      retryStatusCodes: ["429", "5xx", "412"],
    };
    this.registerOutputs({ adminPassword: this.adminPassword });
  }
}

function secretFile(path: string, content: pulumi.Output<string> | undefined): ServiceFile[] {
  return content ? [{ path, content, mode: "0640" }] : [];
}

/** Grafana's settings, without any secret. */
function grafanaEnvironment(
  args: Pick<GrafanaArgs, "rootUrl" | "language" | "ldap" | "smtp" | "memory">,
): Record<string, string> {
  return {
    GF_SERVER_ROOT_URL: args.rootUrl,
    GF_SECURITY_ADMIN_PASSWORD__FILE: files.adminPassword,
    // Written by the entrypoint; Grafana's built-in default key is public.
    GF_SECURITY_SECRET_KEY__FILE: "/var/lib/grafana/.secret-key",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_USERS_DEFAULT_LANGUAGE: args.language === "zh" ? "zh-Hans" : "en-US",
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_UNIFIED_ALERTING_MIN_INTERVAL: "10s",
    // New receivers and grouping are used from the next look on; with Grafana's 60s an alert before that went nowhere.
    GF_UNIFIED_ALERTING_ALERTMANAGER_CONFIG_POLL_INTERVAL: "10s",
    ...goRuntime(args.memory),
    ...offline,
    ...(args.ldap ? { GF_AUTH_LDAP_ENABLED: "true", GF_AUTH_LDAP_CONFIG_FILE: files.ldap } : {}),
    ...smtpEnvironment(args.smtp),
  };
}

/** Nothing leaves the host, and nothing waits for an internet that is not there. */
const offline = {
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
};

function smtpEnvironment(smtp: Smtp | undefined): Record<string, string> {
  if (!smtp) return {};
  return {
    GF_SMTP_ENABLED: "true",
    GF_SMTP_HOST: smtp.host,
    GF_SMTP_FROM_ADDRESS: smtp.from,
    GF_SMTP_FROM_NAME: "DeepChat observability",
    GF_SMTP_STARTTLS_POLICY: smtp.tls,
    ...(smtp.user ? { GF_SMTP_USER: smtp.user } : {}),
    ...(smtp.password ? { GF_SMTP_PASSWORD__FILE: files.smtpPassword } : {}),
  };
}
