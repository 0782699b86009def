export const fleet = {
  silent: "SILENT",
  hosts: {
    title: "Hosts",
    description:
      "What each host said last; figures are of the time range. SILENT: its probe or collector does not deliver; look at the host, then run `npm run up -- --stack NAME` there, with the name of its stack.",
  },
  history: {
    title: "Model servers available",
    description:
      "Share of probes that Ollama and each other model server answered. A gap: the host said nothing at all.",
  },
  columns: {
    host: "Host",
    servers: "Other servers",
    models: "Models",
    speed: "Tokens/s",
    requests: "Requests",
    errors: "5xx",
    latency: "P95",
    availability: "Ollama available",
  },
};
