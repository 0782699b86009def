import type { Messages } from "../en";

export const logs: Messages["logs"] = {
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
};
