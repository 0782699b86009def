import type { Messages } from "../en";

type Keys = "sides" | "links" | "variables" | "annotations" | "dashboards" | "requests" | "logs" | "fleet";

export const dashboards: Pick<Messages, Keys> = {
  sides: { webui: "WebUI", ollama: "Ollama", colon: "：" },
  links: {
    overview: "总览",
    requests: "请求",
    models: "模型",
    logs: "日志",
    monitoring: "监控自身",
    fleet: "主机",
    runbooks: "处理手册",
    alerts: "告警",
    request: "该请求的全部日志",
    explore: "在 Explore 中继续查看",
  },
  variables: {
    host: "主机",
    source: "来源",
    level: "级别",
    keyword: "关键词",
    details: "细节",
    quick: "快速查找",
    request: "请求 ID",
    all: "全部",
  },
  annotations: { trouble: "Ollama 故障", restarts: "Ollama 启动" },
  dashboards: {
    overview: { title: "DeepChat 总览", description: "一屏看清对话服务的状态、请求、延迟、模型与日志。" },
    requests: {
      title: "DeepChat 请求",
      description: "左为 WebUI，右为 Ollama：哪一侧异常，问题就在哪一侧。",
    },
    models: { title: "DeepChat 模型", description: "模型应答有多快、占用多少资源、出了什么问题。" },
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
  },
  requests: {
    status: {
      webui: {
        title: "请求数（按状态码）",
        description:
          "用户每秒请求数，不含健康检查。以其他形式（访问日志、应用日志、代理）记录的同一请求不重复相加：取记录最多的那种形式，同一形式的多处相加。此处有 5xx 而 Ollama 没有：问题在 WebUI，请查看下方的错误日志。",
      },
      ollama: {
        title: "请求数（按状态码）",
        description:
          "Ollama 访问日志中的每秒请求数，不含探针的请求；同一请求出现在多处（文件、容器、journal）只计一次。500 也可能是用户中途离开，499 是用户在模型加载时离开，503 表示队列已满。回答中途崩溃仍记为 200：请同时查看“DeepChat 模型”。",
      },
    },
    latency: {
      title: "耗时",
      description:
        "50%、90%、99% 的请求快于此值。两侧都慢：模型或 GPU 的问题；仅 WebUI 慢：WebUI 的问题。日志不带耗时时为空。",
    },
    paths: {
      title: "路径",
      description:
        "所选时间内按路径统计的请求，路径中的 ID 以 * 代替，最慢的在最前。P95 为空：日志不带耗时。仅列出最多与最慢的 20 条。",
    },
    errors: {
      title: "错误日志",
      description: "级别为 error 或状态码为 5xx 的日志。只要请求曲线有数据，此处为空就是好消息。",
    },
    slow: {
      webui: {
        title: "超过 30 秒的请求",
        description: "耗时超过 30 秒的请求：点开一条，查看其前后的日志。",
      },
      ollama: {
        title: "超过 30 秒的请求",
        description: "Ollama 处理超过 30 秒的请求。数量多：回答很长、GPU 较慢，或用户互相等待。",
      },
    },
    columns: { path: "路径", requests: "请求数" },
  },
  logs: {
    noRequest: "在此粘贴 ID",
    searches: { stream: "搜索：流式输出中断", timeout: "搜索：Ollama 超时" },
    details: { hidden: "隐藏", shown: "显示" },
    quick: { any: "不限", failures: "模型故障", memory: "内存不足" },
    volume: {
      title: "日志量（按级别）",
      description: "符合上方条件的日志行数。红色突增：拖动选中该段即可放大。",
    },
    lines: {
      title: "日志",
      description:
        "最新的在最上面；除非“细节”设为显示，否则不含健康检查以及 llama-server 为每个请求写出的大量细节。可在“关键词”中输入，或在“快速查找”中选择。点开一行可查看字段；“显示上下文”可查看前后的日志。",
    },
    trace: {
      title: "单个请求",
      description:
        "所有来源中带有该请求 ID 的日志，最早的在最上面。带请求 ID 的日志行可点击跳转到此处。未填写 ID 时为空。",
    },
  },
  fleet: {
    silent: "失联",
    hosts: {
      title: "主机",
      description:
        "各主机最近一次的状态；数值取自所选时间。“失联”：探针或采集器没有送达，请检查该主机，并在其上运行 `npm run up -- --stack NAME`（NAME 为该主机的栈名）。",
    },
    history: {
      title: "Ollama 可用率",
      description: "Ollama 应答探针的比例。曲线中断：该主机完全没有消息。",
    },
    columns: {
      host: "主机",
      models: "模型数",
      speed: "token/秒",
      requests: "请求数",
      errors: "5xx",
      latency: "P95",
      availability: "Ollama 可用率",
    },
  },
};
