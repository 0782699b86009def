/** What several dashboards share, and the dashboards' own titles. */

export const folders = { dashboards: "DeepChat", alerts: "DeepChat alerts" };

export const state = {
  up: "UP",
  down: "DOWN",
  unknown: "NO PROBE",
  collecting: "OK",
  notCollecting: "NO LOGS",
};

export const jobs = {
  "deepchat-webui": "web UI",
  "deepchat-container": "web UI container",
  "ollama-service": "Ollama",
  probe: "probe",
  stack: "monitoring",
  "model-server": "other model servers",
  kernel: "kernel",
};

export const sides = { webui: "Web UI", ollama: "Ollama", servers: "Other model servers", colon: ": " };

export const links = {
  overview: "Overview",
  requests: "Requests",
  models: "Models",
  machine: "Machine",
  usage: "Usage",
  logs: "Logs",
  monitoring: "Monitoring",
  fleet: "Hosts",
  runbooks: "Runbooks",
  alerts: "Alerts",
  request: "All lines of this request",
  explore: "Go on in Explore",
};

export const variables = {
  host: "Host",
  source: "Source",
  level: "Level",
  keyword: "Keyword",
  details: "Details",
  quick: "Look for",
  request: "Request id",
  all: "All",
};

export const annotations = {
  failures: "Trouble of Ollama",
  restarts: "Model server started",
  kernel: "Kernel: GPU, memory, disk",
  oldLines: {
    begin: {
      title: "Old lines: from here",
      text: "Old lines without a time are read from {{filename}} on {{host}}: counts from {{from}} to the mark of their end include them.",
    },
    end: {
      title: "Old lines: until here",
      text: "Between {{from}} and {{to}} old lines without a time were read from {{filename}} on {{host}}: counts in this span include them.",
    },
  },
};

export const dashboards = {
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
  machine: {
    title: "DeepChat machine",
    description: "Who holds the GPU's memory, and what the host under the models is short of.",
  },
  usage: {
    title: "DeepChat usage",
    description: "Who asks, when and for what; the busiest hours, and what one more GPU would be bought for.",
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
};
