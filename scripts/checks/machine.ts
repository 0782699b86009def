import type { StackConfig } from "../../components/config/stack";
import { selector } from "../../components/observability/logql";
import { jobs } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/** Some fields of the probe's lines about the machine; docs/architecture.md has them all. */
interface MachineLine {
  error?: string;
  cpus?: number;
  memory_total?: number;
  disk?: string;
  disk_error?: string;
  disk_free_share?: number;
}

/** Whether the machine's own figures arrive: processors and memory, each disk, and processes where they may be seen. */
export async function machineChecks(
  { hostName, probe }: Pick<StackConfig, "hostName"> & { probe: Pick<StackConfig["probe"], "hostProcesses"> },
  grafana: Pick<GrafanaApi, "lokiLines">,
): Promise<Check[]> {
  // Newest first. Without an answer there is none, and other checks say why.
  const said = async (kind: string) =>
    (
      await grafana
        .lokiLines(`${selector([jobs.probe], { host: hostName })} |= \`"probe":"${kind}"\``, 20)
        .catch(() => [])
    ).map(({ line }) => JSON.parse(line) as MachineLine);
  const [[machine], disks, [process]] = await Promise.all([said("machine"), said("disk"), said("process")]);
  return [
    figures(machine),
    ...diskChecks(disks),
    ...(probe.hostProcesses && process?.error ? [processes(process.error)] : []),
  ];
}

function figures(line: MachineLine | undefined): Check {
  const what = "figures of the machine";
  const silent = "docker logs of the probe and of the collector, then npm run up";
  if (!line) return { what, state: "failed", found: "none in the last 15 minutes", hint: silent };
  if (line.error) return { what, state: "failed", found: line.error, hint: "docker logs of the probe" };
  const memory = ((line.memory_total ?? NaN) / 2 ** 30).toFixed(1);
  return { what, state: "ok", found: `${line.cpus} processors, ${memory} GiB of memory` };
}

function diskChecks(lines: MachineLine[]): Check[] {
  const newest = new Map(lines.reverse().map((line) => [line.disk ?? "", line]));
  return [...newest].sort().map(([disk, { disk_error, disk_free_share = NaN, error }]): Check => {
    const what = disk ? `disk ${disk}` : "disks";
    const wrong = disk_error ?? error;
    if (!wrong) return { what, state: "ok", found: `${Math.round(disk_free_share * 100)} % free` };
    const hint =
      disk === "models"
        ? "is that where Ollama keeps its models? npm run pulumi -- config set ollamaModelsPath <folder>"
        : "docker logs of the probe";
    return { what, state: "failed", found: wrong, hint };
  });
}

function processes(found: string): Check {
  const hint =
    "what Ollama uses is not told; where the host is to hide them: npm run pulumi -- config set hostProcesses false";
  return { what: "processes of the machine", state: "empty", found, hint };
}
