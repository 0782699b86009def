export const requests = {
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
    description: "Lines with level error or a 5xx. None is good news, as long as the request graph has data.",
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
};
