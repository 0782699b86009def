/** Every text a person reads in Grafana or in a notification, in English. `zh.ts` has the same keys. */
export const en = {
  folders: { dashboards: "DeepChat", alerts: "DeepChat alerts" },
  state: { up: "UP", down: "DOWN", unknown: "NO PROBE", collecting: "OK", notCollecting: "NO LOGS" },
  jobs: {
    "deepchat-webui": "web UI",
    "deepchat-container": "web UI container",
    "ollama-service": "Ollama",
    probe: "probe",
    stack: "monitoring",
  },
  overview: {
    title: "DeepChat overview",
    description: "State, requests, latency, models and logs of the chat service on one screen.",
    source: "Source",
    keyword: "Keyword",
    all: "All",
    deepchat: {
      title: "DeepChat",
      description:
        "Does the web UI answer the probe? DOWN: look at its container or process and at the log below. NO PROBE: the monitoring itself is blind, run `npm run verify`.",
    },
    ollama: {
      title: "Ollama",
      description:
        "Does Ollama answer the probe? DOWN: chats cannot work; run `systemctl status ollama` or `docker ps`. NO PROBE: the monitoring itself is blind, run `npm run verify`.",
    },
    collector: {
      title: "Logs",
      description:
        "Do log lines reach Loki? NO LOGS: nothing on this screen can be trusted; run `npm run up`, then `npm run verify`.",
    },
    errors: {
      title: "5xx errors",
      description:
        "5xx answers of the web UI within the alert's window. Red above the alert's threshold: read the error lines below.",
    },
    models: {
      title: "Models",
      description:
        "Models in memory now. None is normal when nobody chats: Ollama unloads after a while; the first answer then waits for the load.",
    },
    inFlight: {
      title: "In flight ~",
      description:
        "An estimate: mean number of requests Ollama worked on at a time, computed from their durations when they end. Ollama tells nobody its queue; steadily above its parallelism means users wait.",
    },
    requests: {
      title: "Requests per second",
      description:
        "Requests of users, by source, without health checks. Flat while people complain: look at the web UI. A web UI that logs to a file and to its container appears twice.",
    },
    errorShare: {
      title: "Error share",
      description:
        "Share of answers with 4xx and 5xx, all sources together. 5xx of Ollama include requests whose user went away; 4xx are mostly wrong model names.",
    },
    latency: {
      title: "Latency",
      description:
        "How long requests took at the web UI (at Ollama, where the web UI's log has no durations): half, 90 % and 99 % were faster. Rising P99 with a steady P50: some long answers or a model load; both rising: the model or the GPU is slow.",
    },
    modelTable: {
      title: "Loaded models",
      description:
        "From Ollama itself. GPU share below 100 %: the model does not fit into GPU memory and runs partly on the CPU, which is many times slower.",
    },
    gpuMemory: {
      title: "GPU memory of models",
      description:
        "GPU memory held by each loaded model, as Ollama reports it. Zero on a host without a GPU.",
    },
    logs: {
      title: "Live log",
      description:
        "Newest lines first. Type a word in Keyword above, such as error, timeout or model not found.",
    },
    columns: {
      model: "Model",
      host: "Host",
      vram: "GPU memory",
      size: "Size",
      share: "On GPU",
      context: "Context",
      expires: "Unloads in",
    },
    series: { error4: "4xx", error5: "5xx" },
  },
  runbooks: { title: "DeepChat runbooks", description: "What each alert means and what to do, in order." },
  rules: {
    ollamaDown: {
      title: "Ollama down",
      summary: "Ollama on {{ $labels.host }} is down: chats cannot work",
      description:
        "No probe of Ollama on {{ $labels.host }} got an answer for {window}. First: `systemctl status ollama` or `docker ps -a`, then its log.",
    },
    webuiErrors: {
      title: "Web UI errors (5xx)",
      summary: "The web UI on {{ $labels.host }} answers with errors",
      description:
        "{{ $values.B.Value }} answers with 5xx within {window}; the threshold is {threshold}. First: is Ollama up? Then read the error lines of the web UI.",
    },
    blind: {
      title: "Monitoring blind",
      summary: "The monitoring sees nothing any more",
      description:
        "No line of the probe arrived for {window}: the probe, the collector or Loki is not working, so no other alert can be trusted. First: `npm run verify`, then `npm run up`.",
    },
  },
  // Words of notifications; each becomes a template that assets/grafana/*.tmpl use.
  notification: {
    firing: "FIRING",
    resolved: "Resolved",
    noData: "NO DATA",
    error: "CANNOT CHECK",
    noDataMeaning: "The rule's query returned nothing, so nobody knows whether all is well.",
    errorMeaning: "The rule's query failed, so nobody knows whether all is well. Is Loki running?",
    value: "Value",
    host: "Host",
    since: "Since",
    until: "until",
    first: "First",
    dashboard: "Dashboard",
    explore: "Logs",
    silence: "Silence",
    runbook: "Runbook",
    more: "More alerts, not shown here",
    colon: ": ",
    test: {
      title: "TEST of the receivers",
      summary: "Test message {mark}: nothing is wrong, nothing to do",
    },
    heartbeat: {
      title: "Watchdog",
      summary: "Fires always: as long as its messages arrive, alerting works.",
    },
  },
};

type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The shape every language has; the compiler holds them together. */
export type Messages = Texts<typeof en>;
