import type { Messages } from "../en";

export const requests: Messages["requests"] = {
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
};
