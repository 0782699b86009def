import type { Messages } from "../en";

export const models: Messages["models"] = {
  speedNow: {
    title: "token/秒",
    description: "所选时间内单个回答的平均生成速度。显示横线：没有生成任何内容。",
  },
  firstTokenNow: {
    title: "首个 token",
    description:
      "所选时间内金丝雀等待首个 token 的最长时间，包含模型加载。设置 canaryModel 即可启用：它定期请模型生成几个 token，从而发现“能应答却不再生成”的 Ollama。",
  },
  canaryOff: "未启用",
  queueFullNow: {
    title: "队列已满",
    description:
      "Ollama 因队列已满而拒绝的请求（503）。大于 0：请调大 OLLAMA_NUM_PARALLEL 或 OLLAMA_MAX_QUEUE，或增加 GPU。",
  },
  failures: {
    title: "故障次数",
    description:
      "所选时间内加载失败、进程崩溃与内存不足的次数；下方柱状图可区分。点击可查看说明原因的日志。进程崩溃即回答中断：请查看 `dmesg` 与剩余显存，换用更小的模型或更短的上下文。",
  },
  speed: {
    title: "每秒 token 数",
    description:
      "单个回答的平均生成速度；仅加载一个模型时按模型区分，否则记为 unknown。请求增多而变慢属正常；无故变慢：GPU 被占用、降频，或模型退到了 CPU。",
  },
  tokens: {
    title: "每秒输入与输出 token 数",
    description:
      "Ollama 读取（提示词）与写出（回答）的总量，在请求结束时计入；多处记录的同一请求只计一次。即这台机器的实际产出。",
  },
  prefill: {
    title: "预填充：读取提示词",
    description: "从收到提示词到开始生成的时间。偏长：提示词或文档过长，或提示词缓存未命中。",
  },
  generation: {
    title: "生成：写出回答",
    description: "Ollama 写出一个回答所用的时间。偏长而速度正常：回答本身较长。",
  },
  inFlight: {
    title: "同时处理的请求数（估算）",
    description:
      "平均同时处理的请求数：每秒完成的工作秒数，在请求结束时计入（利特尔法则）。Ollama 不对外提供队列长度。持续高于 OLLAMA_NUM_PARALLEL：用户在互相等待。",
  },
  firstToken: {
    title: "金丝雀：首个 token 等待时间",
    description: "金丝雀等待首个 token 的时间。上升：用户要等更久才看到回答。",
  },
  table: {
    title: "已加载的模型",
    description: "数据来自 Ollama。GPU 占比低于 100%：显存放不下该模型，部分在 CPU 上运行，速度会慢很多倍。",
  },
  gpuMemory: {
    title: "模型占用显存",
    description: "各已加载模型占用的显存，由 Ollama 报告。没有 GPU 的主机上为 0。",
  },
  gpuShare: {
    title: "GPU 占比",
    description:
      "低于 100%：模型部分在 CPU 上运行。没有加载其他模型却下降：显存被其他程序占用，请查看 `nvidia-smi`。",
  },
  loads: {
    title: "模型加载",
    description:
      "模型加载所用的秒数，每根柱取最慢值。柱很多：模型被反复加载，请调大 OLLAMA_KEEP_ALIVE 或 OLLAMA_MAX_LOADED_MODELS。",
  },
  events: {
    title: "Ollama 事件",
    description: "启动、加载、故障以及用户中途离开的请求，取自 Ollama 自身的日志。没有柱：没有发生任何事件。",
  },
  queueFull: {
    title: "队列已满的应答",
    description: "因 Ollama 队列已满而以 503 拒绝的请求。每一个都是收到错误的用户。",
  },
  eventNames: {
    model_loaded: "模型已加载",
    ollama_started: "Ollama 启动",
    load_failed: "加载失败",
    runner_terminated: "进程崩溃",
    out_of_memory: "内存不足",
    aborted: "用户离开",
    prompt_truncated: "提示词被截断",
  },
  columns: {
    model: "模型",
    host: "主机",
    vram: "显存",
    size: "大小",
    share: "GPU 占比",
    context: "上下文",
    expires: "距卸载",
  },
  series: {
    read: "输入（提示词）",
    written: "输出（回答）",
    mean: "平均",
    slowest: "最慢",
    inFlight: "处理中",
    queueFull: "队列已满",
  },
};
