import { dashboards } from "./en/dashboards";
import { models } from "./en/models";
import { overview } from "./en/overview";
import { rules } from "./en/rules";
import { stack } from "./en/stack";

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
  stack,
  rules,
  notification: {
    firing: "FIRING",
    resolved: "Resolved",
    since: "Since",
    dashboard: "Dashboard",
    silence: "Silence",
    runbook: "Runbook",
    more: "More alerts, not shown:",
  },
};

type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The shape every language has; the compiler holds them together. */
export type Messages = Texts<typeof en>;
