import type { Messages } from "../en";

/** 多个仪表盘共用的文字，以及各仪表盘的标题。 */

export const folders: Messages["folders"] = { dashboards: "DeepChat", alerts: "DeepChat 告警" };

export const state: Messages["state"] = {
  up: "正常",
  down: "异常",
  unknown: "无探测",
  collecting: "正常",
  notCollecting: "无日志",
};

export const jobs: Messages["jobs"] = {
  "deepchat-webui": "WebUI",
  "deepchat-container": "WebUI 容器",
  "ollama-service": "Ollama",
  probe: "探针",
  stack: "监控自身",
  "model-server": "其他模型服务",
  kernel: "内核",
};

export const sides: Messages["sides"] = {
  webui: "WebUI",
  ollama: "Ollama",
  servers: "其他模型服务",
  colon: "：",
};

export const links: Messages["links"] = {
  overview: "总览",
  requests: "请求",
  models: "模型",
  machine: "机器",
  usage: "使用情况",
  logs: "日志",
  monitoring: "监控自身",
  fleet: "主机",
  runbooks: "处理手册",
  alerts: "告警",
  request: "该请求的全部日志",
  explore: "在 Explore 中继续查看",
};

export const variables: Messages["variables"] = {
  host: "主机",
  source: "来源",
  level: "级别",
  keyword: "关键词",
  details: "细节",
  quick: "快速查找",
  request: "请求 ID",
  all: "全部",
};

export const annotations: Messages["annotations"] = {
  failures: "Ollama 故障",
  restarts: "模型服务启动",
  kernel: "内核：GPU、内存、磁盘",
  oldLines: {
    begin: {
      title: "旧日志：由此开始",
      text: "正在读取主机 {{host}} 上 {{filename}} 中不带时间的旧日志：从 {{from}} 到结束标记之间的计数包含这些行。",
    },
    end: {
      title: "旧日志：到此结束",
      text: "{{from}} 至 {{to}} 之间读取了主机 {{host}} 上 {{filename}} 中不带时间的旧日志：这段时间的计数包含这些行。",
    },
  },
};

export const dashboards: Messages["dashboards"] = {
  overview: { title: "DeepChat 总览", description: "一屏看清对话服务的状态、请求、延迟、模型与日志。" },
  requests: {
    title: "DeepChat 请求",
    description: "左为 WebUI，右为 Ollama：哪一侧异常，问题就在哪一侧。",
  },
  models: { title: "DeepChat 模型", description: "模型应答有多快、占用多少资源、出了什么问题。" },
  machine: { title: "DeepChat 机器", description: "谁占着显存，模型所在的主机缺什么。" },
  usage: {
    title: "DeepChat 使用情况",
    description: "谁在用、何时用、用来做什么；最忙的小时，以及多一块 GPU 能解决什么。",
  },
  logs: { title: "DeepChat 日志", description: "日志原文，可按关键词、来源与级别筛选。" },
  monitoring: {
    title: "DeepChat 监控自身",
    description: "监控系统自身的健康状况：其他仪表盘显示的内容是否完整？",
  },
  fleet: {
    title: "DeepChat 主机",
    description: "每台主机一行。在所选时间内出现过而现在失联的主机显示为红色。",
  },
  runbooks: { title: "DeepChat 处理手册", description: "每条告警的含义与处理步骤。" },
};
