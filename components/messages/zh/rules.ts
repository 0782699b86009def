import type { Messages } from "../en";

export const rules: Messages["rules"] = {
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
};
