export const models = {
  speedNow: {
    title: "Tokens/s",
    description: "Mean speed of one answer over the time range. A dash: nothing was generated.",
  },
  firstTokenNow: {
    title: "First token",
    description:
      "The canary's longest wait for a first token in the time range, loading included. Set canaryModel to switch the canary on: it asks a model for a few tokens now and then, and catches an Ollama that answers but no longer generates.",
  },
  canaryOff: "no canary",
  queueFullNow: {
    title: "Queue full",
    description:
      "Requests Ollama refused because its queue was full (503). Above zero: raise OLLAMA_NUM_PARALLEL or OLLAMA_MAX_QUEUE, or add a GPU.",
  },
  failures: {
    title: "Failures",
    description:
      "Failed loads, runner deaths and out-of-memory in the time range; the bars below tell them apart. Click for the lines that say why. A runner death is an answer that stops: look at DeepChat machine: what the kernel said (`dmesg`), and who holds GPU memory; use a smaller model or a shorter context.",
  },
  speed: {
    title: "Tokens per second",
    description:
      "Mean speed of one answer, by model where exactly one was loaded, else unknown. Falling with more requests is normal; falling alone: the GPU is shared, throttled, or the model went to the CPU.",
  },
  tokens: {
    title: "Tokens in and out per second",
    description:
      "What Ollama read (prompts) and wrote (answers) in all, counted when a request ends, once if several places tell of it. What the machine delivers.",
  },
  prefill: {
    title: "Prefill: reading the prompt",
    description:
      "Time from prompt to first token. Long: long prompts or documents, or a prompt cache that does not hit.",
  },
  generation: {
    title: "Generation: writing the answer",
    description: "Time Ollama spent on writing one answer. Long with a normal speed: long answers.",
  },
  inFlight: {
    title: "Requests in flight (estimate)",
    description:
      "Mean number of requests worked on at a time: seconds of work done per second, counted when a request ends (Little's law). With OLLAMA_METRICS on, where Ollama has it, its own count of requests that wait stands beside it: that is the true queue. Steadily above OLLAMA_NUM_PARALLEL: users wait for each other.",
  },
  firstToken: {
    title: "Canary: time to first token",
    description:
      "What the canary waited for its first token. Rising: users wait longer before anything appears.",
  },
  table: {
    title: "Loaded models",
    description:
      "From Ollama itself. On GPU below 100 %: the model does not fit into GPU memory and runs partly on the CPU, which is many times slower.",
  },
  gpuMemory: {
    title: "GPU memory of models",
    description: "GPU memory held by each loaded model, as Ollama reports it. Zero on a host without a GPU.",
  },
  gpuShare: {
    title: "Share on GPU",
    description:
      "Below 100 %: part of the model runs on the CPU. It fell without another model loaded: something else took GPU memory; DeepChat machine says who.",
  },
  loads: {
    title: "Model loads",
    description:
      "Seconds a model took to load; each bar is the slowest load. Many bars: models are loaded again and again; raise OLLAMA_KEEP_ALIVE or OLLAMA_MAX_LOADED_MODELS.",
  },
  events: {
    title: "What happened to Ollama",
    description:
      "Starts, loads, failures and requests whose user went away, from Ollama's own lines. No bar: nothing happened.",
  },
  queueFull: {
    title: "Queue-full answers",
    description:
      "Requests refused with 503 because Ollama's queue was full. Each is a user who got an error.",
  },
  servers: {
    load: {
      title: "Other servers: requests",
      description:
        "What vLLM and SGLang say themselves, the most in each step: requests they work on, and requests that wait. No estimate. Waiting steadily: users wait; a bigger batch, a smaller context or one more GPU. A gap: idle.",
    },
    cache: {
      title: "Other servers: KV cache",
      description:
        "Share of the memory for contexts that is taken, as vLLM and SGLang say. Near 100 %: requests wait or are put off, whatever the GPU could do; lower the context length, or give the cache more memory.",
    },
    throughput: {
      title: "Other servers: tokens per second",
      description:
        "What a server writes for all requests together: as vLLM and SGLang say, for llama-server counted when a request ends. Divided by the requests it works on, roughly what one user sees (an estimate).",
    },
    requests: {
      title: "Other servers: requests per second",
      description:
        "Requests in the access logs of model servers beside Ollama, by the container, unit or file they stand in, and those that failed. Their logs have no durations.",
    },
    time: {
      title: "Other servers: time of an answer",
      description:
        "Mean of what an answer took, and of the time until its first word, as vLLM and SGLang (`--enable-metrics`) count it themselves; the probe reads it. Other servers tell of no times: see the web UI's. A gap: no answer ended.",
    },
    none: "no other model server",
    running: "running",
    waiting: "waiting",
    answer: "whole answer",
    first: "first word",
  },
  eventNames: {
    model_loaded: "model loaded",
    ollama_started: "Ollama started",
    server_started: "model server started",
    load_failed: "load failed",
    runner_terminated: "runner died",
    out_of_memory: "out of memory",
    gpu_lost: "GPU lost",
    aborted: "user went away",
    prompt_truncated: "prompt cut",
  },
  columns: {
    model: "Model",
    host: "Host",
    vram: "VRAM",
    size: "Size",
    share: "On GPU",
    context: "Context",
    expires: "Unloads",
  },
  series: {
    read: "in (prompts)",
    written: "out (answers)",
    mean: "mean",
    slowest: "slowest",
    inFlight: "in flight (estimate)",
    queue: "waiting (Ollama's own count)",
    queueFull: "queue full",
  },
};
