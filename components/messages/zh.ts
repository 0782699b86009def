import type { Messages } from "./en";

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
  overview: {
    title: "DeepChat 总览",
    description: "一屏看清对话服务的状态、请求、延迟、模型与日志。",
    source: "来源",
    keyword: "关键词",
    all: "全部",
    deepchat: {
      title: "DeepChat",
      description:
        "WebUI 是否应答探针？“异常”：请检查它的容器或进程，并查看下方日志。“无探测”：监控本身失明，请运行 `npm run verify`。",
    },
    ollama: {
      title: "Ollama",
      description:
        "Ollama 是否应答探针？“异常”：对话无法进行，请运行 `systemctl status ollama` 或 `docker ps`。“无探测”：监控本身失明，请运行 `npm run verify`。",
    },
    collector: {
      title: "日志采集",
      description:
        "日志是否到达 Loki？“无日志”：本页内容均不可信，请先运行 `npm run up`，再运行 `npm run verify`。",
    },
    errors: {
      title: "5xx 错误",
      description: "告警窗口内 WebUI 返回的 5xx 数量。超过告警阈值时变红：请查看下方的错误日志。",
    },
    models: {
      title: "模型数",
      description:
        "当前驻留内存的模型数。无人对话时为 0 属正常：Ollama 空闲一段时间后会卸载模型，之后的首个回答需要等待加载。",
    },
    inFlight: {
      title: "处理中 ~",
      description:
        "估算值：Ollama 平均同时处理的请求数，由请求结束时的耗时推算。Ollama 不对外提供队列长度；若持续高于其并行数，说明用户在排队。",
    },
    requests: {
      title: "每秒请求数",
      description:
        "用户请求，按来源区分，不含健康检查。用户抱怨而曲线平直：请检查 WebUI。WebUI 若同时写文件和容器日志，会出现两条曲线。",
    },
    errorShare: {
      title: "错误率",
      description:
        "4xx 与 5xx 占全部应答的比例（所有来源合计）。Ollama 的 5xx 也包含用户中途离开的请求；4xx 多为模型名写错。",
    },
    latency: {
      title: "响应时间",
      description:
        "请求耗时：50%、90%、99% 的请求快于此值。取自 WebUI；其日志不带耗时时，取自 Ollama。P99 升高而 P50 平稳：个别长回答或模型加载；两者同升：模型或 GPU 变慢。",
    },
    modelTable: {
      title: "已加载的模型",
      description:
        "数据来自 Ollama。GPU 占比低于 100%：显存放不下该模型，部分在 CPU 上运行，速度会慢很多倍。",
    },
    gpuMemory: {
      title: "模型占用显存",
      description: "各已加载模型占用的显存，由 Ollama 报告。没有 GPU 的主机上为 0。",
    },
    logs: {
      title: "实时日志",
      description: "最新的在最上面。可在上方“关键词”中输入 error、timeout 或 model not found 等进行过滤。",
    },
    columns: {
      model: "模型",
      host: "主机",
      vram: "显存",
      size: "大小",
      share: "GPU 占比",
      context: "上下文",
      expires: "卸载倒计时",
    },
    series: { error4: "4xx", error5: "5xx" },
  },
  runbooks: { title: "DeepChat 处理手册", description: "每条告警的含义与处理步骤。" },
  rules: {
    ollamaDown: {
      title: "Ollama 宕机",
      summary: "{{ $labels.host }} 上的 Ollama 已宕机，对话无法进行",
      description:
        "{window} 内对 {{ $labels.host }} 上 Ollama 的探测全部失败。请先运行 `systemctl status ollama` 或 `docker ps -a`，再查看其日志。",
    },
    webuiErrors: {
      title: "WebUI 错误过多（5xx）",
      summary: "{{ $labels.host }} 上的 WebUI 正在返回错误",
      description:
        "{window} 内有 {{ $values.B.Value }} 个 5xx 应答，阈值为 {threshold}。请先确认 Ollama 是否正常，再查看 WebUI 的错误日志。",
    },
    blind: {
      title: "监控失明",
      summary: "监控已收不到任何数据",
      description:
        "{window} 内没有收到探针的日志：探针、采集器或 Loki 未在工作，其他告警均不可信。请先运行 `npm run verify`，再运行 `npm run up`。",
    },
  },
  // 通知用语；每条对应一个模板，供 assets/grafana/*.tmpl 使用。
  notification: {
    firing: "告警",
    resolved: "已恢复",
    noData: "无数据",
    error: "无法检查",
    noDataMeaning: "规则的查询没有返回数据，无法判断是否正常。",
    errorMeaning: "规则的查询失败，无法判断是否正常。请确认 Loki 是否在运行。",
    value: "当前值",
    host: "主机",
    since: "开始于",
    until: "至",
    first: "请先查看",
    dashboard: "仪表盘",
    explore: "日志",
    silence: "静默",
    runbook: "处理手册",
    more: "此处未显示的其他告警数",
    colon: "：",
    test: {
      title: "接收方测试",
      summary: "测试消息 {mark}：一切正常，无需处理",
    },
    heartbeat: {
      title: "看门狗",
      summary: "始终触发：只要持续收到它的消息，告警就在工作。",
    },
  },
};
