import { dashboards } from "./en/dashboards";
import { models } from "./en/models";
import { overview } from "./en/overview";
import { rules } from "./en/rules";
import { monitoring } from "./en/monitoring";

/** Every text a person reads in Grafana or in a notification, in English. `zh.ts` has the same keys. */
export const en = {
  folders: { dashboards: "DeepChat", alerts: "DeepChat alerts" },
  state: { up: "UP", down: "DOWN", unknown: "NO PROBE", collecting: "OK", notCollecting: "NO LOGS" },
  jobs: {
    "deepchat-webui": "web UI",
    "deepchat-container": "web UI container",
    "ollama-service": "Ollama",
    probe: "probe",
    stack: "monitoring",
  },
  ...dashboards,
  overview,
  models,
  monitoring,
  rules,
  // Words of notifications; each becomes a template that assets/grafana/*.tmpl use.
  notification: {
    firing: "FIRING",
    resolved: "Resolved",
    noData: "NO DATA",
    error: "CANNOT CHECK",
    noDataMeaning: "The rule's query returned nothing, so nobody knows whether all is well.",
    errorMeaning: "The rule's query failed, so nobody knows whether all is well. Is Loki running?",
    value: "Value",
    host: "Host",
    since: "Since",
    until: "until",
    first: "First",
    dashboard: "Dashboard",
    explore: "Logs",
    silence: "Silence",
    runbook: "Runbook",
    more: "More alerts, not shown here",
    colon: ": ",
    test: {
      title: "TEST of the receivers",
      summary: "Test message {mark}: nothing is wrong, nothing to do",
    },
    heartbeat: {
      title: "Watchdog",
      summary: "Fires always: as long as its messages arrive, alerting works.",
    },
  },
};

type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The shape every language has; the compiler holds them together. */
export type Messages = Texts<typeof en>;
