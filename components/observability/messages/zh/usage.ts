import type { Messages } from "../en";

export const usage: Messages["usage"] = {
  requests: {
    title: "请求数",
    description:
      "所选时间内的用户请求，不含健康检查，每个请求只计一次：取自 WebUI；未读取 WebUI 日志的主机取自 Ollama。一次对话可能包含多个请求。",
  },
  tokens: {
    title: "token 数",
    description: "所选时间内 Ollama 读取（提示词）与写出（回答）的 token 总数。显示横线：其日志没有记录。",
  },
  busiest: {
    title: "最忙一小时",
    description: "所选时间内单个整点小时的最大请求数；具体是哪一小时见“最忙的小时”表。",
  },
  longest: {
    title: "最长等待",
    description: "所选时间内有人等到回答结束所花的最长时间。显示横线：日志不带耗时。",
  },
  requestHours: {
    title: "每小时请求数（按星期与时段）",
    description:
      "所选时间内该时段平均每小时的请求数，按浏览器时区；请选择整天。颜色越深请求越多：此时维护影响最大，增加 GPU 也最见效。空白：不在所选时间内，或当时监控未运行。按半小时计数，最后半小时仍在进行。",
  },
  tokenHours: {
    title: "每小时 token 数（按星期与时段）",
    description:
      "该时段平均每小时 Ollama 读取与写出的 token 数。token 多而请求少：提示词或文档较长，或是程序而非人在使用。",
  },
  busyHours: {
    title: "最忙的小时",
    description:
      "请求最多的十个小时（以结束时刻标示），以及当时的等待情况。处理中：Ollama 平均同时处理的请求数，为估算值（每秒完成的工作秒数）。",
  },
  gpuHours: {
    title: "缺 GPU 的小时数（估算）",
    description:
      "所选时间内有多少个小时：请求因队列已满被拒绝（实际计数）；多个模型轮流占用显存而反复加载（估算：加载次数多于出现过的模型数）；已应答的请求合计等待超过一分钟（估算：请求耗时减去日志中模型自身所用的时间）；有 GPU 的显存占用超过 95% 达一分钟以上（实测；没有传感器读取 GPU 时不显示）。被拒绝或等待：增加 GPU 或调大 OLLAMA_NUM_PARALLEL 可同时应答更多请求。出现模型轮换，或显存占满的同时有请求被拒绝或等待：需要更多显存，或减少模型；仅显存占满说明 GPU 得到了充分利用，除非占用者不是本服务（见“DeepChat 机器”）。全为 0：无需购买。",
  },
  gpu: {
    title: "多一块 GPU 能解决什么",
    description:
      "按小时统计：以 503 拒绝的请求（实际计数）、轮流加载的模型次数，已应答的请求互相等待的分钟数（这两项为估算，取自 Ollama 日志与探针；Ollama 不对外提供队列长度），以及占用最多的 GPU 显存超过 95% 的分钟数。若 Ollama 的日志没有 `eval time`，等待一项为空：表示未知，而不是零。",
  },
  models: {
    title: "请求数（按模型）",
    description:
      "WebUI 日志中写明模型的请求：JSON、logfmt 或 Open WebUI 审计日志（AUDIT_LOG_LEVEL=REQUEST，不读取提示词）。Ollama 自身的访问日志不写模型。仅列出最多的 20 个。",
  },
  modelTokens: {
    title: "token 数（按模型）",
    description:
      "读取与写出的 token，归入当时显存中唯一的模型；当时有多个模型或没有模型时记为 unknown。Ollama 的日志行不写模型名。",
  },
  paths: {
    title: "WebUI 路径",
    description: "按路径统计的请求，路径中的 ID 以 * 代替。仅列出最多的 20 条。",
  },
  ollamaPaths: {
    title: "Ollama 路径",
    description: "按路径统计的请求：chat、generate、嵌入以及 OpenAI 兼容路径。仅列出最多的 20 条。",
  },
  clients: {
    title: "访问 WebUI 的地址",
    description:
      "按请求方地址统计的请求。地址可能对应个人，因此默认关闭，将 clientAddresses 设为 hashed 或 plain 后才有数据。只有一个地址：WebUI 前面有代理，请同时采集代理的日志。设置之前的日志没有地址。",
  },
  ollamaClients: {
    title: "访问 Ollama 的地址",
    description:
      "按直接请求 Ollama 的地址统计：WebUI，以及绕过它的程序。默认关闭，将 clientAddresses 设为 hashed 或 plain 后才有数据。",
  },
  users: {
    title: "用户",
    description:
      "按用户统计的请求，仅当日志写明用户时：Open WebUI 审计日志、代理登录、带用户字段的 JSON。默认关闭，将 users 设为 hashed 或 plain 后才有数据：启用前请征得使用者同意。",
  },
  off: {
    clients: "未启用：请设置 clientAddresses",
    users: "未启用：请设置 users",
    models: "没有日志写明模型",
  },
  weekdays: {
    "1": "周一",
    "2": "周二",
    "3": "周三",
    "4": "周四",
    "5": "周五",
    "6": "周六",
    "7": "周日",
  },
  columns: {
    hour: "时段",
    until: "小时（结束于）",
    requests: "请求数",
    asked: "模型请求",
    tokens: "token 数",
    longest: "最长等待",
    inFlight: "处理中 ~",
    refused: "被拒绝",
    path: "路径",
    model: "模型",
    client: "地址",
    user: "用户",
  },
  series: {
    refused: "被拒绝（队列已满）",
    swapped: "模型轮换 ~",
    waited: "等待分钟数 ~",
    full: "显存占满的分钟数",
    hoursRefused: "被拒绝",
    hoursSwapped: "轮换 ~",
    hoursWaited: "等待 ~",
    hoursFull: "显存占满",
  },
};
