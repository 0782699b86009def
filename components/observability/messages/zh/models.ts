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
      "所选时间内加载失败、进程崩溃与内存不足的次数；下方柱状图可区分。点击可查看说明原因的日志。进程崩溃即回答中断：请在“DeepChat 机器”中查看内核消息（`dmesg`）与显存占用者，换用更小的模型或更短的上下文。",
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
      "平均同时处理的请求数：每秒完成的工作秒数，在请求结束时计入（利特尔法则）。Ollama 支持并开启 OLLAMA_METRICS 时，旁边是它自己统计的排队请求数，即真实的队列。持续高于 OLLAMA_NUM_PARALLEL：用户在互相等待。",
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
      "低于 100%：模型部分在 CPU 上运行。没有加载其他模型却下降：显存被其他程序占用，是谁见“DeepChat 机器”。",
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
  servers: {
    load: {
      title: "其他服务：请求",
      description:
        "vLLM 与 SGLang 自己给出的数值，取每个时间点的最大值：正在处理的请求与排队的请求，不是估算。持续有排队：用户在等待，请增大批次、缩短上下文或增加 GPU。曲线中断：空闲。",
    },
    cache: {
      title: "其他服务：KV 缓存",
      description:
        "上下文缓存已占用的比例，由 vLLM 与 SGLang 给出。接近 100%：无论 GPU 是否有余力，请求都会排队或被推迟；请缩短上下文，或给缓存更多显存。",
    },
    throughput: {
      title: "其他服务：每秒 token 数",
      description:
        "一个服务为所有请求合计生成的速度：vLLM 与 SGLang 由其自身给出，llama-server 在请求结束时计入。除以正在处理的请求数，大致就是单个用户看到的速度（估算值）。",
    },
    requests: {
      title: "其他服务：每秒请求数",
      description:
        "Ollama 以外各模型服务访问日志中的请求（按所在的容器、单元或文件区分）以及其中失败的请求。这些日志不带耗时。",
    },
    time: {
      title: "其他服务：回答耗时",
      description:
        "一次完整回答的平均耗时，以及到第一个字的平均耗时，由 vLLM 和 SGLang（`--enable-metrics`）自行统计、探针读取。其他服务不提供耗时，请看 WebUI。断开处：没有回答结束。",
    },
    none: "没有其他模型服务",
    running: "处理中",
    waiting: "排队",
    answer: "完整回答",
    first: "第一个字",
  },
  eventNames: {
    model_loaded: "模型已加载",
    ollama_started: "Ollama 启动",
    server_started: "模型服务启动",
    load_failed: "加载失败",
    runner_terminated: "进程崩溃",
    out_of_memory: "内存不足",
    gpu_lost: "GPU 丢失",
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
    inFlight: "处理中（估算）",
    queue: "排队（Ollama 自身计数）",
    queueFull: "队列已满",
  },
};
