import type { Sources } from "../../components/config/schema";
import { allHosts, selector } from "../../components/observability/logql";
import { jobs } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** A query, and what its silence may mean. */
interface Question {
  expr: string;
  hint: string;
}

/**
 * The queries that people begin with: is there anything of each job, and what went wrong.
 *
 * @param servers there are model servers beside Ollama
 */
export function firstQueries(sources: Sources, servers: boolean): Question[] {
  const where = (list: string[], nothing: string) => (list.length > 0 ? list.join(", ") : nothing);
  return [
    {
      expr: selector([jobs.webuiFile], allHosts),
      hint: `no new line in ${where(sources.webuiLogFiles, "any file: webuiLogFiles is empty")}; does the web UI write there (LOG_FILE)?`,
    },
    {
      expr: selector([jobs.webuiContainer], allHosts),
      hint: `no new line of a container named ${where(sources.webuiContainers, "(webuiContainers is empty)")}; see docker ps`,
    },
    {
      expr: selector([jobs.ollama], allHosts),
      hint: `nothing from ${where(sources.ollamaLogFiles, "files")} (ollamaLogFiles), units ${where(sources.ollamaUnits, "-")} (ollamaUnits), containers ${where(sources.ollamaContainers, "-")} (ollamaContainers); is Ollama elsewhere?`,
    },
    ...(servers
      ? [
          {
            expr: selector([jobs.modelServer], allHosts),
            hint: `nothing from files ${where(sources.modelServerLogFiles, "-")}, units ${where(sources.modelServerUnits, "-")}, containers ${where(sources.modelServerContainers, "-")}`,
          },
        ]
      : []),
    {
      expr: selector([jobs.probe], allHosts),
      hint: "the probe or the collector does not work: docker logs of both",
    },
    {
      expr: `${selector([jobs.webuiContainer], allHosts)} |~ "stream|chunk"`,
      hint: "no trouble of this kind, or nothing logged",
    },
    {
      expr: `${selector([jobs.ollama], allHosts)} |~ "timeout"`,
      hint: "no trouble of this kind, or nothing logged",
    },
  ];
}

/** Whether a query finds lines of the last 15 minutes; none is no failure. */
export async function logCheck(grafana: GrafanaApi, { expr, hint }: Question): Promise<Check> {
  try {
    const lines = await grafana.lokiLines(expr, 100);
    const found = lines.length === 100 ? "100 lines or more" : `${lines.length} lines`;
    return {
      what: expr,
      state: lines.length > 0 ? "ok" : "empty",
      found: `${found} in the last 15 minutes`,
      hint,
    };
  } catch (error) {
    return {
      what: expr,
      state: "failed",
      found: (error as Error).message,
      hint: "is Loki running? npm run up",
    };
  }
}
