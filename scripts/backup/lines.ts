import { isServer, type StackConfig } from "../../components/config/stack";
import { allHosts, queries } from "../../components/observability/logql";
import { withTunnel } from "../engine/tunnel";
import { GrafanaApi } from "../grafana/api";

const DAY = 86_400;
/** Into so many questions the whole time is parted at most. */
const QUESTIONS = 30;

/** How many lines Loki holds; undefined where nobody can be asked, or it takes too long. */
export async function linesInLoki(config: StackConfig, adminPassword: string): Promise<number | undefined> {
  if (!isServer(config) || !config.loki) return undefined;
  const { retention } = config.loki;
  const grafana = new GrafanaApi(`http://127.0.0.1:${config.grafana.port}/`, adminPassword, 60_000);
  try {
    return await withTunnel(config, () => count(grafana, retention));
  } catch {
    return undefined;
  }
}

/** In whole days, one after the other, so that no question is about too much. @param retention in seconds */
async function count(grafana: GrafanaApi, retention: number): Promise<number> {
  // What is due to go stays for some hours.
  const days = Math.ceil(retention / DAY) + 1;
  const step = Math.ceil(days / QUESTIONS) * DAY;
  let sum = 0;
  for (let ago = 0; ago < days * DAY; ago += step) {
    const [found] = await grafana.lokiNumbers(queries(allHosts).linesOfEverything(step, ago));
    sum += found?.value ?? 0;
  }
  return sum;
}
