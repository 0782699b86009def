import type { Messages } from "./en";
import { dashboards } from "./zh/dashboards";
import { models } from "./zh/models";
import { overview } from "./zh/overview";
import { rules } from "./zh/rules";
import { stack } from "./zh/stack";

/** 界面与通知中出现的全部中文文字；键与 en.ts 相同。 */
export const zh: Messages = {
  folders: { dashboards: "DeepChat", alerts: "DeepChat 告警" },
  state: { up: "正常", down: "异常", unknown: "无探测", collecting: "正常", notCollecting: "无日志" },
  jobs: {
    "deepchat-webui": "WebUI",
    "deepchat-container": "WebUI 容器",
    "ollama-service": "Ollama",
    probe: "探针",
    stack: "监控自身",
  },
  ...dashboards,
  overview,
  models,
  stack,
  rules,
  notification: {
    firing: "告警",
    resolved: "已恢复",
    since: "开始于",
    dashboard: "仪表盘",
    silence: "静默",
    runbook: "处理手册",
    more: "另有未显示的告警数：",
  },
};
