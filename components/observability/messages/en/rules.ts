import { machineRules } from "./machine-rules";

/**
 * What each alert says. `{name}` is filled in: {host}, {n}, {percent} and {time} (the current value as a number, a share, a
 * duration) by Grafana at the moment of the alert, the others from the stack's settings. Summaries fit a phone's lock screen.
 * `when` stands in the documentation's table, with the declared defaults filled in and durations spelt out.
 */
export const rules = {
  ollamaDown: {
    title: "Ollama down",
    when: "no probe got an answer for {window}",
    summary: "Ollama on {host} is down: chats cannot work",
    description: "No probe of Ollama on {host} got an answer for {window}.",
    value: "0 answers in {window}",
    firstStep: "`systemctl status ollama` or `docker ps -a`, then its log.",
  },
  webuiDown: {
    title: "DeepChat down",
    when: "no probe of the web UI got an answer below 500 for {window}",
    summary: "The web UI on {host} is down: nobody can chat",
    description: "No probe of the web UI on {host} got an answer below 500 for {window}.",
    value: "0 answers in {window}",
    firstStep: "`docker ps -a`, then the web UI's log.",
  },
  serverDown: {
    title: "Model server down",
    when: "no probe of a server under `modelServers` got an answer for {window}",
    summary: "Model server {server} on {host} is down: its models cannot answer",
    description: "No probe of the model server {server} on {host} got an answer below 500 for {window}.",
    value: "0 answers in {window}",
    firstStep: "`docker ps -a`, then the log of {server}: a model that does not fit, a GPU that is gone?",
  },
  hang: {
    title: "Ollama hangs",
    when: "for {window} requests or canaries ended and nothing was generated",
    summary: "Ollama on {host} answers, but generates nothing",
    description:
      "{n} requests for text, or canaries, ended on {host} within {window}, and not one token was generated. Ollama still answers the probe.",
    value: "{n} requests, 0 answers in {window}",
    firstStep:
      "Machine: is the GPU busy or gone (`ollama ps`, `nvidia-smi`)? Restarting Ollama usually helps.",
  },
  webuiErrors: {
    title: "Web UI errors (5xx)",
    when: "more than {threshold} answers with 5xx within {window}",
    summary: "The web UI on {host} answers with errors",
    description:
      "{n} answers of the web UI on {host} were 5xx within {window}; more than {threshold} are too many. Ollama is up.",
    value: "{n} answers; threshold {threshold}",
    firstStep: "The error lines of the web UI: the last line of a traceback names the cause.",
  },
  errorShare: {
    title: "Share of errors",
    when: "more than {threshold} % of the requests of the last {window} ended with 5xx",
    summary: "{percent} of the web UI's answers on {host} are errors",
    description: "{percent} of the requests of the last {window} on {host} ended with 5xx.",
    value: "{percent}; threshold {threshold}%",
    firstStep: "The error lines of the web UI; then Requests: which path is it?",
  },
  latency: {
    title: "Slow answers",
    when: "P95 of the requests of the last {window} above {threshold}",
    summary: "Users on {host} wait too long: P95 is {time}",
    description:
      "95 % of the requests of the last {window} on {host} were faster than {time}, the others slower.",
    value: "{time}; threshold {threshold}",
    firstStep: "Models: tokens per second and GPU share, then requests in flight.",
  },
  queueFull: {
    title: "Queue full",
    when: "more than {threshold} requests refused by Ollama with 503 within {window}",
    summary: "Ollama on {host} refuses requests: its queue is full",
    description:
      "{n} requests on {host} were refused with 503 within {window}. Each is a user who got an error.",
    value: "{n} refused; threshold {threshold}",
    firstStep:
      "Models: requests in flight. Many: raise OLLAMA_NUM_PARALLEL, or add a GPU. Few: a model is loading.",
  },
  loadFailed: {
    title: "Model load failed",
    when: "a model could not be loaded",
    summary: "A model could not be loaded on {host}",
    description:
      "{n} times within {window} Ollama on {host} could not load a model. Chats with it get an error.",
    value: "{n} failed loads; threshold {threshold}",
    firstStep: "The lines behind this alert say why: memory, a damaged file, an unknown format.",
  },
  runnerDied: {
    title: "Model runner died",
    when: "the process of a model died, memory ran out, or a GPU was lost",
    summary: "The process that runs a model died on {host}",
    description:
      "{n} times within {window} a runner died, memory ran out or a GPU was lost on {host}. Answers broke off; Ollama starts a new one at the next request, another server has to be started again.",
    value: "{n} deaths; threshold {threshold}",
    firstStep: "Machine: kernel messages (out of memory?) and GPU memory; or `dmesg | tail`, `nvidia-smi`.",
  },
  modelReloads: {
    title: "Models loaded again and again",
    when: "more than {threshold} loads within {window}",
    summary: "Models push each other out of memory on {host}",
    description: "{n} models were loaded within {window} on {host}. Users wait for loads instead of answers.",
    value: "{n} loads; threshold {threshold}",
    firstStep: "`ollama ps`: do the models fit together? See OLLAMA_MAX_LOADED_MODELS and OLLAMA_KEEP_ALIVE.",
  },
  restarts: {
    title: "Model server restarts again and again",
    when: "Ollama, or another model server, was started more than {threshold} times within {window}",
    summary: "{server} on {host} restarts again and again",
    description:
      "{server} on {host} was started {n} times within {window}. It dies each time, and whoever waited for an answer got none.",
    value: "{n} starts; threshold {threshold}",
    firstStep: "The lines before each start say why it ended; `systemctl status ollama` or `docker ps -a`.",
  },
  modelOnCpu: {
    title: "Model partly on CPU",
    when: "a model left GPU memory in part that was there as a whole within a day",
    summary: "{model} on {host} is partly on the CPU: it is slow now",
    description:
      "Only {percent} of {model} is in GPU memory on {host}. Within the last day it was there as a whole.",
    value: "{percent} on GPU; before 100%",
    firstStep:
      "Machine: who holds the cards (`nvidia-smi`)? Then `ollama stop` the model, so that it is loaded anew.",
  },
  slowGeneration: {
    title: "Slow generation",
    when: "tokens per second below {threshold} % of the last day's, same model",
    summary: "Ollama on {host} generates at {percent} of yesterday's speed",
    description:
      "Tokens per second over the last {window} on {host} are {percent} of the last day's mean, for the same model.",
    value: "{percent}; threshold {threshold}%",
    firstStep: "Models: GPU share. Machine: temperature, throttling, other processes (`nvidia-smi`).",
  },
  blind: {
    title: "Monitoring blind",
    when: "no line of the probe for {window}",
    summary: "The monitoring sees nothing any more",
    description:
      "No line of the probe arrived for {window}: the probe, the collector or Loki is not working, so no other alert can be trusted.",
    value: "0 lines in {window}",
    firstStep: "`npm run verify`, then `npm run up`.",
  },
  sourceSilent: {
    title: "Source silent",
    when: "a log in which the probe was seen brings nothing for {window}",
    summary: "No log lines of {job} from {host} any more",
    description:
      "{job} on {host} brought lines until lately, and none for {window}, although the service answers. Its alerts and graphs are blind.",
    value: "0 lines in {window}; before, {n} a day",
    firstStep: "`npm run verify`: does the log file, container or unit still have that name?",
  },
  linesLost: {
    title: "Lines lost",
    when: "Loki refused lines, or the collector threw some away",
    summary: "Log lines of {host} were refused by Loki",
    description:
      "Within {window}, Loki refused lines of {host}, or the collector threw them away: {n} in all.",
    value: "{n} in {window}; threshold 0",
    firstStep: "The lines behind this alert give Loki's reason: too old, too many, too long, no room.",
  },
  undelivered: {
    title: "Notifications not delivered",
    when: "a chat service refused a message, or notifications failed again and again; sent to the other receivers",
    summary: "Notifications do not arrive: a receiver of {host} refuses them",
    description:
      "Within {window}, {n} notifications{{ with $labels.receiver }} to {{ . }}{{ end }} were refused, given up, or failed again and again. Who should get them may not know of an alert.",
    value: "{n} in {window}; threshold 0",
    firstStep: "`npm run alert-test` names the receiver, the reason and what to do.",
  },
  diskFull: {
    title: "Loki's disk nearly full",
    when: "less than {threshold} % free",
    summary: "Loki's disk on {host} is nearly full: {percent} free",
    description:
      "{percent} of the disk that holds Loki's volume on {host} is free. Below 10 % Loki refuses lines.",
    value: "{percent} free; threshold {threshold}%",
    firstStep: "`df -h` and `docker system df`; then lower `retention`.",
  },
  backupOld: {
    title: "Backup old or failed",
    when: "the last whole backup is older than `backupMaxAge`, or one failed since",
    summary: "The last whole backup on {host} is {time} old, or one failed since",
    description:
      "The last whole backup on {host} is {time} old. That is more than `backupMaxAge`, or `npm run backup` failed since.",
    value: "{time} old",
    firstStep: "`npm run backup` says what is in the way.",
  },
  hostSilent: {
    title: "Host silent",
    when: "one host's probe is not heard for {window}, others are",
    summary: "Nothing is heard of {host} any more",
    description:
      "No line of the probe on {host} arrived for {window}, while other hosts report. The host, its network or its agent is down.",
    value: "0 lines in {window}",
    firstStep:
      "Is {host} up and does it reach Loki? There, with the name of its stack: `npm run up -- --stack NAME`.",
  },
  ...machineRules,
};
