export const logs = {
  noRequest: "paste an id",
  searches: { stream: "Search: broken streams", timeout: "Search: Ollama timeouts" },
  details: { hidden: "hidden", shown: "shown" },
  quick: { any: "anything", failures: "model failures", memory: "out of memory" },
  volume: {
    title: "Lines by level",
    description: "How many lines the choice above finds. A burst of red: drag over it to zoom in.",
  },
  lines: {
    title: "Lines",
    description:
      "Newest first, without health checks and llama-server's many lines about each request unless Details is set to shown. Type a word in Keyword, or choose one in Look for. Open a line for its fields; Show context shows what stands around it.",
  },
  trace: {
    title: "One request",
    description:
      "All lines with the id typed in Request id, from every source, oldest first. A line with a request id links here. Empty until an id is given.",
  },
};
