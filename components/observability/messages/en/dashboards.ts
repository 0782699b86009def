/** What dashboards share, and the texts of the small ones. */
export const dashboards = {
  sides: { webui: "Web UI", ollama: "Ollama", colon: ": " },
  links: {
    overview: "Overview",
    requests: "Requests",
    models: "Models",
    logs: "Logs",
    monitoring: "Monitoring",
    fleet: "Hosts",
    runbooks: "Runbooks",
    alerts: "Alerts",
    request: "All lines of this request",
    explore: "Go on in Explore",
  },
  variables: {
    host: "Host",
    source: "Source",
    level: "Level",
    keyword: "Keyword",
    details: "Details",
    quick: "Look for",
    request: "Request id",
    all: "All",
  },
  annotations: { trouble: "Trouble of Ollama", restarts: "Ollama started" },
  dashboards: {
    overview: {
      title: "DeepChat overview",
      description: "State, requests, latency, models and logs of the chat service on one screen.",
    },
    requests: {
      title: "DeepChat requests",
      description: "Web UI on the left, Ollama on the right: the side that differs is the side at fault.",
    },
    models: {
      title: "DeepChat models",
      description: "How fast models answer, what they cost, and what goes wrong with them.",
    },
    logs: {
      title: "DeepChat logs",
      description: "The log lines themselves, by word, source and level.",
    },
    monitoring: {
      title: "DeepChat monitoring",
      description: "The health of the monitoring itself: is what the other dashboards show complete?",
    },
    fleet: {
      title: "DeepChat hosts",
      description: "One row a host. A host that was seen in the time range and is silent now is red.",
    },
    runbooks: { title: "DeepChat runbooks", description: "What each alert means and what to do, in order." },
  },
  requests: {
    status: {
      webui: {
        title: "requests by status",
        description:
          "Requests of users per second, without health checks. What tells of the same request in another form (access log, application log, proxy) is not added: the form that tells most counts, its places add up. 5xx here but not at Ollama: the fault is the web UI's; read its error lines below.",
      },
      ollama: {
        title: "requests by status",
        description:
          "Requests per second in Ollama's access log, without the probe's; one that stands in several places (file, container, journal) counts once. A 500 may also be a user who went away, a 499 one who did so while the model loaded, a 503 is a full queue. A crash in the middle of an answer is a 200: look at DeepChat models too.",
      },
    },
    latency: {
      title: "duration",
      description:
        "Half, 90 % and 99 % of the requests were faster, by an access log if one has durations, else by the application log. Slow on both sides: the model or the GPU; slow at the web UI only: the web UI. Empty if the log has no durations.",
    },
    paths: {
      title: "paths",
      description:
        "Requests by path within the time range, ids replaced by *, the slowest first. P95 empty: the log has no durations. The 20 busiest and slowest only.",
    },
    errors: {
      title: "error lines",
      description:
        "Lines with level error or a 5xx. None is good news, as long as the request graph has data.",
    },
    slow: {
      webui: {
        title: "requests over 30 s",
        description: "Requests that took longer than 30 s: open one and look at what stands around it.",
      },
      ollama: {
        title: "requests over 30 s",
        description:
          "Requests Ollama worked on for longer than 30 s. Many: long answers, a slow GPU, or users waiting for each other.",
      },
    },
    columns: { path: "Path", requests: "Requests" },
  },
  logs: {
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
  },
  fleet: {
    silent: "SILENT",
    hosts: {
      title: "Hosts",
      description:
        "What each host said last; figures are of the time range. SILENT: its probe or collector does not deliver; look at the host, then run `npm run up -- --stack NAME` there, with the name of its stack.",
    },
    history: {
      title: "Ollama available",
      description: "Share of probes that Ollama answered. A gap: the host said nothing at all.",
    },
    columns: {
      host: "Host",
      models: "Models",
      speed: "Tokens/s",
      requests: "Requests",
      errors: "5xx",
      latency: "P95",
      availability: "Ollama available",
    },
  },
};
