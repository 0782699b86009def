export const overview = {
  webui: {
    title: "DeepChat",
    description:
      "Does the web UI answer the probe? DOWN: look at its container or process and at the log below. NO PROBE: the monitoring itself is blind, run `npm run verify`.",
  },
  ollama: {
    title: "Ollama",
    description:
      "Does Ollama answer the probe? DOWN: chats cannot work; run `systemctl status ollama` or `docker ps`. NO PROBE: the monitoring itself is blind, run `npm run verify`.",
  },
  servers: {
    title: "Model servers",
    description:
      "Does each model server answer the probe, Ollama and those of `modelServers`? DOWN: its models cannot answer; look at its container or process and its log. NO PROBE: the monitoring itself is blind, run `npm run verify`.",
  },
  collector: {
    title: "Logs",
    description:
      "Do log lines reach Loki? NO LOGS: nothing on this screen can be trusted; run `npm run up`, then `npm run verify`.",
  },
  alerts: {
    title: "Alerts",
    description: "How many alerts fire now. Red: the list below says which; open one for its runbook.",
  },
  errors: {
    title: "5xx",
    description:
      "5xx answers of the web UI within the alert's window. Red above the alert's threshold: click to read the error lines.",
  },
  speed: {
    title: "Tokens per second",
    description:
      "Mean speed of one answer (by model: DeepChat models). A gap: nothing was generated. A person reads 5 to 10 tokens a second; falling without more requests: the GPU is shared, throttled, or the model went to the CPU.",
  },
  inFlight: {
    title: "In flight ~",
    description:
      "An estimate: mean number of requests Ollama worked on at a time, computed from their durations when they end. Its true queue Ollama tells only with OLLAMA_METRICS (Models shows it); steadily above its parallelism means users wait.",
  },
  requests: {
    title: "Requests per second",
    description:
      "Requests of users, without health checks, each once however many logs tell of it (`npm run verify` names the one that counts). Flat while people complain: look at the web UI. One user's chat may be several requests.",
  },
  errorShare: {
    title: "Error share",
    description:
      "Share of answers with 4xx and 5xx. No line: no requests. 5xx of Ollama include requests whose user went away; 4xx are mostly wrong model names.",
  },
  latency: {
    title: "Latency",
    description:
      "How long requests took at the web UI (at Ollama, where the web UI's log has no durations): half, 90 % and 99 % were faster. Rising P99 with a steady P50: some long answers or a model load; both rising: the model or the GPU is slow.",
  },
  firing: {
    title: "What fires",
    description: "Alerts that fire now, all folders. Open one for its description and runbook.",
  },
  logs: {
    title: "Live log",
    description:
      "Newest lines first, without health checks and llama-server's details (DeepChat logs shows them). Type a word in Keyword above, such as error, timeout or model not found.",
  },
};
