import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { jobs } from "../../shared/naming";
import type { Scope } from "../logql";
import { type DashboardContext, datasource } from "./style";

/** The variables dashboards share. */

const all = (text: string) => ({ text: [text], value: ["$__all"], selected: true });

/** What panels of a dashboard with that variable are about. */
export const chosenHosts: Scope = { hosts: "$host" };

/** Which hosts to look at; all of them unless chosen. */
export function hosts({ texts }: DashboardContext): sdk.QueryVariableBuilder {
  return new sdk.QueryVariableBuilder("host")
    .label(texts.variables.host)
    .datasource(datasource)
    .query({ refId: "hosts", type: 1, label: "host", stream: "" })
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current(all(texts.variables.all));
}

/** Which sources of log lines to look at. */
export function sources({ texts }: DashboardContext): sdk.CustomVariableBuilder {
  const names = Object.values(jobs)
    .filter((job) => job !== jobs.probe)
    .map((job) => `${texts.jobs[job]} : ${job}`);
  return new sdk.CustomVariableBuilder("source")
    .label(texts.variables.source)
    .values(names.join(","))
    .multi(true)
    .includeAll(true)
    .current(all(texts.variables.all));
}

/** Which levels to look at. */
export function levels({ texts }: DashboardContext): sdk.CustomVariableBuilder {
  return new sdk.CustomVariableBuilder("level")
    .label(texts.variables.level)
    .values("fatal,error,warn,info,debug,unknown")
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current(all(texts.variables.all));
}

/** A word that lines have to contain. */
export function keyword({ texts }: DashboardContext, name = "search"): sdk.TextBoxVariableBuilder {
  return new sdk.TextBoxVariableBuilder(name).label(texts.variables.keyword).defaultValue("");
}
