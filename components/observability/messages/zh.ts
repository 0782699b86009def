import type { Messages } from "./en";
import { annotations, dashboards, folders, jobs, links, sides, state, variables } from "./zh/common";
import { fleet } from "./zh/fleet";
import { logs } from "./zh/logs";
import { machine } from "./zh/machine";
import { models } from "./zh/models";
import { monitoring } from "./zh/monitoring";
import { notification } from "./zh/notification";
import { overview } from "./zh/overview";
import { requests } from "./zh/requests";
import { rules } from "./zh/rules";
import { usage } from "./zh/usage";

/** 界面与通知中出现的全部中文文字；键与 en.ts 相同。 */
export const zh: Messages = {
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
