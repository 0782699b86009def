import type { Messages } from "../en";

export const fleet: Messages["fleet"] = {
  silent: "失联",
  hosts: {
    title: "主机",
    description:
      "各主机最近一次的状态；数值取自所选时间。“失联”：探针或采集器没有送达，请检查该主机，并在其上运行 `npm run up -- --stack NAME`（NAME 为该主机的栈名）。",
  },
  history: {
    title: "模型服务可用率",
    description: "Ollama 与其他各模型服务应答探针的比例。曲线中断：该主机完全没有消息。",
  },
  columns: {
    host: "主机",
    servers: "其他模型服务",
    models: "模型数",
    speed: "token/秒",
    requests: "请求数",
    errors: "5xx",
    latency: "P95",
    availability: "Ollama 可用率",
  },
};
