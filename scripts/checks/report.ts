import type { StackConfig } from "../../components/config/stack";
import { kinds } from "../../components/receivers";
import { uids } from "../../components/shared/naming";
import { severities } from "../../components/shared/severities";
import { here } from "../command/stack-name";

/**
 * What a person needs to know at the end of `up`: where to look, how to get in, what is not configured.
 *
 * @param noSensor why graphics cards are not read though there are some
 */
export function report(config: StackConfig, noSensor?: string): void {
  const lines: string[] = [];
  if (!config.grafana) {
    lines.push(`Logs of ${config.hostName} go to ${config.collector.lokiUrl}.`);
  } else {
    lines.push(
      `Dashboard  ${config.grafana.rootUrl}d/${uids.dashboards.overview}`,
      `User       admin`,
      here("Password   npm run pulumi -- stack output adminPassword --show-secrets", config.stack),
      here("Check      npm run verify", config.stack),
    );
  }
  if (config.gpu === "auto" && !noSensor) lines.push(`GPU        ${chosen(config)}`);
  const warnings = [...missing(config), ...(noSensor ? [`GPUs are not read: ${noSensor}.`] : [])].map(
    (text) => `\n! ${text}`,
  );
  console.log(`\n${lines.join("\n")}\n${warnings.join("")}`);
}

/** What `gpu: auto` came to. */
function chosen({ sensor }: StackConfig): string {
  return sensor
    ? `read by the sensor (${sensor.access}, as the Docker engine offers)`
    : "not read: the Docker engine offers none (docs/decisions/gpu-sensor.md)";
}

function missing(config: StackConfig): string[] {
  const { probe, content } = config;
  const { sources } = config.collector;
  const receivers = content?.notifications.receivers ?? [];
  const said: string[] = [];
  if (content && receivers.length === 0) {
    const others = kinds.flatMap(({ type, name }) => (type === "wecom" ? [] : [name])).join(", ");
    said.push(
      here(
        `Nobody gets alerts: no receiver is configured. For a WeCom group bot: npm run pulumi -- config set --secret wecomUrl <URL> (${others}: docs/alerts.md).`,
        config.stack,
      ),
    );
  }
  const deaf = severities.filter((severity) => !receivers.some((r) => r.severities.includes(severity)));
  if (content && receivers.length > 0 && deaf.length > 0)
    said.push(`Nobody gets alerts that are ${deaf.join(" or ")}: no receiver has that among its severities.`);
  if (!probe.ollamaUrl && probe.modelServers.length === 0)
    said.push(
      "Ollama is not probed (ollamaUrl is empty): no Ollama state, no models, no alert when it is down.",
    );
  if (!probe.webuiUrl) said.push("The web UI is not probed (webuiUrl is empty): no DeepChat state.");
  if (Object.values(sources).every((list) => !Array.isArray(list) || list.length === 0))
    said.push("No log source is configured: only the probe's lines are collected.");
  return said;
}
