import { annotations, dashboards, folders, jobs, links, sides, state, variables } from "./en/common";
import { fleet } from "./en/fleet";
import { logs } from "./en/logs";
import { machine } from "./en/machine";
import { models } from "./en/models";
import { monitoring } from "./en/monitoring";
import { notification } from "./en/notification";
import { overview } from "./en/overview";
import { requests } from "./en/requests";
import { rules } from "./en/rules";
import { usage } from "./en/usage";

/** Every text a person reads in Grafana or in a notification, in English. `zh.ts` has the same keys. */
export const en = {
  folders,
  state,
  jobs,
  sides,
  links,
  variables,
  annotations,
  dashboards,
  overview,
  requests,
  models,
  machine,
  usage,
  logs,
  monitoring,
  fleet,
  rules,
  notification,
};

type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The shape every language has; the compiler holds them together. */
export type Messages = Texts<typeof en>;
