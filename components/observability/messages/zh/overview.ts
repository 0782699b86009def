import type { Messages } from "../en";

export const overview: Messages["overview"] = {
  webui: {
    title: "DeepChat",
    description:
      "WebUI 是否应答探针？“异常”：请检查它的容器或进程，并查看下方日志。“无探测”：监控本身失明，请运行 `npm run verify`。",
  },
  ollama: {
    title: "Ollama",
    description:
      "Ollama 是否应答探针？“异常”：对话无法进行，请运行 `systemctl status ollama` 或 `docker ps`。“无探测”：监控本身失明，请运行 `npm run verify`。",
  },
  servers: {
    title: "模型服务",
    description:
      "Ollama 与 `modelServers` 中的各个模型服务是否应答探针？“异常”：其模型无法回答，请检查它的容器或进程及其日志。“无探测”：监控本身失明，请运行 `npm run verify`。",
  },
  collector: {
    title: "日志采集",
    description:
      "日志是否到达 Loki？“无日志”：本页内容均不可信，请先运行 `npm run up`，再运行 `npm run verify`。",
  },
  alerts: {
    title: "告警",
    description: "当前触发的告警数。变红：下方列表会说明是哪些；点开可查看处理手册。",
  },
  errors: {
    title: "5xx 错误",
    description: "告警窗口内 WebUI 返回的 5xx 数量。超过告警阈值时变红：点击可查看错误日志。",
  },
  speed: {
    title: "每秒 token 数",
    description:
      "单个回答的平均生成速度（按模型区分见“DeepChat 模型”）。曲线中断：没有生成任何内容。人的阅读速度约为每秒 5 到 10 个 token；请求未增多却变慢：GPU 被占用、降频，或模型退到了 CPU。",
  },
  inFlight: {
    title: "处理中 ~",
    description:
      "估算值：Ollama 平均同时处理的请求数，由请求结束时的耗时推算。真实的队列只有开启 OLLAMA_METRICS 时 Ollama 才会给出（见“DeepChat 模型”）；若持续高于其并行数，说明用户在排队。",
  },
  requests: {
    title: "每秒请求数",
    description:
      "用户请求，不含健康检查；无论多少份日志记录，每个请求只计一次（`npm run verify` 会指出以哪一份为准）。用户抱怨而曲线平直：请检查 WebUI。一次对话可能包含多个请求。",
  },
  errorShare: {
    title: "错误率",
    description:
      "4xx 与 5xx 占应答的比例。没有曲线：没有请求。Ollama 的 5xx 也包含用户中途离开的请求；4xx 多为模型名写错。",
  },
  latency: {
    title: "响应时间",
    description:
      "请求耗时：50%、90%、99% 的请求快于此值。取自 WebUI；其日志不带耗时时，取自 Ollama。P99 升高而 P50 平稳：个别长回答或模型加载；两者同升：模型或 GPU 变慢。",
  },
  firing: {
    title: "正在触发的告警",
    description: "所有文件夹中当前触发的告警。点开可查看说明与处理手册。",
  },
  logs: {
    title: "实时日志",
    description:
      "最新的在最上面，不含健康检查与 llama-server 的细节（可在“DeepChat 日志”中查看）。可在上方“关键词”中输入 error、timeout 或 model not found 等进行过滤。",
  },
};
