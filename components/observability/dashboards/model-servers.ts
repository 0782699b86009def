import { queries } from "../logql";
import * as links from "./links";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** Panel ids on Models. */
const panelIds = { load: 41, cache: 42, throughput: 43, requests: 44, time: 45 } as const;

/** What model servers beside Ollama do, each by its name: a row of Models, empty where there is none. */
export function modelServers(context: style.DashboardContext) {
  const { texts } = context;
  const t = texts.models.servers;
  const third = { w: 8, h: 7 };
  const half = { w: 12, h: 7 };
  const step = "$__auto" as const;
  const name = "{{server}} {{host}}";
  const panel = (id: number, text: style.PanelTexts, size = third) =>
    style
      .timeSeries(context, id, size, text)
      .noValue(t.none)
      .dataLinks([links.toDashboard(texts, "logs", { source: ["model-server"] })]);
  const series = (expr: string, refId: string, what = "") =>
    style.rangeQuery(expr, refId, what ? `${name}: ${what}` : name);
  return [
    panel(panelIds.load, t.load)
      .decimals(0)
      .withTarget(series(logql.serverLoad("running", step), "A", t.running))
      .withTarget(series(logql.serverLoad("waiting", step), "B", t.waiting)),
    panel(panelIds.cache, t.cache)
      .unit("percentunit")
      .max(1)
      .withTarget(series(logql.serverLoad("kv_cache", step), "A")),
    panel(panelIds.throughput, t.throughput)
      .withTarget(series(logql.serverLoad("throughput", step), "A"))
      .withTarget(series(logql.serverTokens(step), "B")),
    panel(panelIds.requests, t.requests, half)
      .unit("reqps")
      .withTarget(series(logql.serverRequests(step), "A"))
      .withTarget(series(logql.serverRequests(step, 4), "B", "4xx"))
      .withTarget(series(logql.serverRequests(step, 5), "C", "5xx")),
    panel(panelIds.time, t.time, half)
      .unit("s")
      .withTarget(series(logql.serverTime("answer_s", step), "A", t.answer))
      .withTarget(series(logql.serverTime("ttft_s", step), "B", t.first)),
  ];
}
