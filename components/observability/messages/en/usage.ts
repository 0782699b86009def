export const usage = {
  requests: {
    title: "Requests",
    description:
      "Requests of users in the time range, health checks left out, each counted once: at the web UI; of a host whose web UI's log is not read, at Ollama. A chat is several requests.",
  },
  tokens: {
    title: "Tokens",
    description:
      "Tokens that Ollama read (prompts) and wrote (answers) in the time range. A dash: its log tells none.",
  },
  busiest: {
    title: "Busiest hour",
    description: "Most requests in one whole hour of the time range. The table of busiest hours says when.",
  },
  longest: {
    title: "Longest wait",
    description:
      "The longest that anybody waited for the end of an answer in the time range. A dash: the log has no durations.",
  },
  requestHours: {
    title: "Requests an hour, by weekday and hour",
    description:
      "Mean number of requests in such an hour of the time range, in your browser's time zone; choose whole days. Dark where most is asked: there maintenance hurts, and a GPU more would be felt. Empty: outside the time range, or the monitoring was not running. Counted by half hours, the last of which goes on.",
  },
  tokenHours: {
    title: "Tokens an hour, by weekday and hour",
    description:
      "Mean number of tokens that Ollama read and wrote in such an hour. Many tokens with few requests: long prompts or documents, or programs instead of people.",
  },
  busyHours: {
    title: "Busiest hours",
    description:
      "The ten hours with most requests, each by its end, and what it was like to wait in them. In flight: requests Ollama worked on at a time, an estimate (seconds of work done per second).",
  },
  gpuHours: {
    title: "Hours that lacked a GPU (estimate)",
    description:
      "In how many hours of the time range requests were refused with a full queue (counted), models were loaded again because others took their memory in turn (estimate: more loads than models seen), answered requests waited more than a minute in all (estimate: their time less what the model needed, as its log says), and a card's memory was more than 95 % full for more than a minute (measured; missing where no sensor reads a card). Refused or waited: one more GPU, or a larger OLLAMA_NUM_PARALLEL, would answer more at a time. Swapped, or full as well as refused or waited: more GPU memory, or fewer models; full alone is a card well used, unless others hold it (Machine). All 0: nothing to buy.",
  },
  gpu: {
    title: "What one more GPU would be for",
    description:
      "By hour: requests refused with 503 (counted), models loaded again by turns and minutes that answered requests waited for each other (both estimates, from Ollama's log and the probe; Ollama tells nobody its queue), and minutes in which the fullest card's memory was more than 95 % full. Where Ollama logs no `eval time`, waiting stays empty: then it is unknown, not zero.",
  },
  models: {
    title: "Requests by model",
    description:
      "Requests whose line at the web UI names the model: JSON, logfmt or Open WebUI's audit log (AUDIT_LOG_LEVEL=REQUEST), which is read without its prompts. Ollama's own access log names none. The 20 most asked.",
  },
  modelTokens: {
    title: "Tokens by model",
    description:
      "Tokens read and written, by the model that was the only one in memory at the time; unknown where there were several, or none. Ollama's lines name no model.",
  },
  paths: {
    title: "Paths of the web UI",
    description: "Requests by path, ids replaced by *. The 20 busiest.",
  },
  ollamaPaths: {
    title: "Paths of Ollama",
    description: "Requests by path: chat, generate, embeddings, OpenAI's paths. The 20 busiest.",
  },
  clients: {
    title: "Addresses at the web UI",
    description:
      "Requests by the address that asked. Off unless clientAddresses says hashed or plain, since an address may be a person. One address for all: a proxy stands before the web UI; have its log read, too. Lines from before the key was set have none.",
  },
  ollamaClients: {
    title: "Addresses at Ollama",
    description:
      "Requests by the address that asked Ollama itself: the web UI, and programs that go around it. Off unless clientAddresses says hashed or plain.",
  },
  users: {
    title: "Users",
    description:
      "Requests by user, where a log names one: Open WebUI's audit log, a proxy's login, JSON with a user. Off unless users says hashed or plain: ask your people before you switch it on.",
  },
  off: {
    clients: "off: set clientAddresses",
    users: "off: set users",
    models: "no line names a model",
  },
  weekdays: {
    "1": "Monday",
    "2": "Tuesday",
    "3": "Wednesday",
    "4": "Thursday",
    "5": "Friday",
    "6": "Saturday",
    "7": "Sunday",
  },
  columns: {
    hour: "Hour",
    until: "Hour until",
    requests: "Requests",
    asked: "For models",
    tokens: "Tokens",
    longest: "Longest wait",
    inFlight: "In flight ~",
    refused: "Refused",
    path: "Path",
    model: "Model",
    client: "Address",
    user: "User",
  },
  series: {
    refused: "refused (queue full)",
    swapped: "models swapped ~",
    waited: "minutes waited ~",
    full: "minutes of full GPU memory",
    hoursRefused: "refused",
    hoursSwapped: "swapped ~",
    hoursWaited: "waited ~",
    hoursFull: "memory full",
  },
};
