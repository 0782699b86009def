import type { StackConfig } from "../../components/config/stack";
import { selector } from "../../components/observability/logql";
import { jobs } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** Some fields of the sensor's line about all cards; docs/architecture.md has them all. */
interface CardsLine {
  readable?: number;
  cards?: number;
  vendor?: string;
  error?: string;
}

/** Whether the graphics cards are read, and if not, why. */
export async function sensorCheck(
  { gpu, hostName, sensor }: Pick<StackConfig, "gpu" | "hostName" | "sensor">,
  grafana: Pick<GrafanaApi, "lokiLines">,
): Promise<Check> {
  const what = "graphics cards";
  if (!sensor) {
    const found = gpu === "off" ? "not read (gpu is off)" : "not read: the Docker engine offers none";
    return { what, state: "ok", found };
  }
  const lines = `${selector([jobs.probe], { host: hostName })} |= \`"probe":"gpus"\``;
  const [newest] = await grafana.lokiLines(lines, 1).catch(() => []);
  const silent = "docker logs of the sensor; where it does not start: npm run up says why";
  if (!newest) return { what, state: "failed", found: "none in the last 15 minutes", hint: silent };
  const said = JSON.parse(newest.line) as CardsLine;
  if (said.readable === 1) return { what, state: "ok", found: `${said.cards} (${said.vendor})` };
  const hint =
    "that is the machine's answer; where no card is to be read: npm run pulumi -- config set gpu off";
  return { what, state: "failed", found: said.error ?? "not readable", hint };
}
