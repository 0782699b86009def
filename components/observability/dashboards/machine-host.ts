import { queries } from "../logql";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

interface Ids {
  cpu: number;
  load: number;
  memory: number;
  pressure: number;
  processes: number;
  processMemory: number;
  disk: number;
  network: number;
}

/** What the host has and what it is short of: processors, memory, disks, network, and what model servers use of them. */
export function hostGraphs(context: style.DashboardContext, ids: Ids) {
  const t = context.texts.machine;
  const { series } = t;
  const step = "$__auto" as const;
  const host = (name: string) => `${name} {{host}}`;
  const graph = (id: number, size: style.Size, text: style.PanelTexts, none = t.noLines) =>
    style.timeSeries(context, id, size, text).noValue(none);
  const small = { w: 6, h: 7 };
  return [
    graph(ids.cpu, small, t.cpu)
      .unit("percentunit")
      .max(1)
      .withTarget(style.rangeQuery(logql.machine("cpu_busy", step, "avg"), "A", host(series.busy)))
      .withTarget(style.rangeQuery(logql.machine("cpu_iowait", step, "avg"), "B", host(series.iowait)))
      .withTarget(style.rangeQuery(logql.machine("cpu_steal", step, "avg"), "C", host(series.steal))),
    graph(ids.load, small, t.load).withTarget(style.rangeQuery(logql.loadByCpu(step), "A", "{{host}}")),
    graph(ids.memory, small, t.memory)
      .unit("bytes")
      .withTarget(style.rangeQuery(logql.memoryUsed(step), "A", host(series.used)))
      .withTarget(style.rangeQuery(logql.machine("memory_total", step), "B", host(series.total)))
      .withTarget(style.rangeQuery(logql.machine("swap_used", step), "C", host(series.swap))),
    graph(ids.pressure, small, t.pressure, t.noPressure)
      .unit("percentunit")
      .axisSoftMax(0.1)
      .withTarget(style.rangeQuery(logql.machine("pressure_cpu", step), "A", host(series.pressureCpu)))
      .withTarget(style.rangeQuery(logql.machine("pressure_memory", step), "B", host(series.pressureMemory)))
      .withTarget(style.rangeQuery(logql.machine("pressure_io", step), "C", host(series.pressureIo))),
    graph(ids.processes, { w: 12, h: 7 }, t.processes, t.noProcesses).withTarget(
      style.rangeQuery(logql.processes("cpu", step), "A", "{{process}} {{host}}"),
    ),
    graph(ids.processMemory, { w: 12, h: 7 }, t.processMemory, t.noProcesses)
      .unit("bytes")
      .withTarget(style.rangeQuery(logql.processes("memory", step), "A", "{{process}} {{host}}")),
    graph(ids.disk, small, t.disk)
      .unit("percentunit")
      .max(1)
      .withTarget(style.rangeQuery(logql.disk("disk_free_share", step), "A", "{{disk}} {{host}}")),
    style
      .bars(context, ids.network, small, t.network)
      .noValue(t.noLines)
      .withTarget(style.rangeQuery(logql.machine("net_errors", step, "sum"), "A", "{{host}}")),
  ];
}
