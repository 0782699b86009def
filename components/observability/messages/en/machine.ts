import { words } from "./machine-words";

/** Panels and tiles of the machine under the models. */
export const machine = {
  sensor: {
    title: "Can the cards be read?",
    description:
      "What the sensor of each host says of its cards now. Unreadable is a state of its own: what the panels here show then is old, or nothing. No GPU is no fault: the processor answers, slowly.",
  },
  cards: {
    title: "Cards",
    description:
      "Each card now. An empty cell: this card or its driver does not tell. Throttled says what slows the card down: heat (`hw_thermal`, `sw_thermal`) or power (`power_brake`); a card at its power limit is merely at work.",
  },
  gpuMemory: {
    title: "GPU memory: whose it is",
    description:
      "All cards of the chosen hosts together. Ours: models by Ollama's own figures, and what their processes take beside (buffers, models of other servers). Others: containers, or processes, that are none of ours; the table says on which card. Unknown: in use, and nobody can be seen holding it; where the sensor sees no processes, that is everything but our models. Little is free and others are large: that is why models load slowly, fail to load or run on the CPU.",
  },
  heldByOthers: {
    title: "Held by others, by card",
    description:
      "Share of each card's memory that containers and processes other than our models hold. A model that does not fit into the rest runs partly on the CPU. Where the sensor cannot see holders: Ollama's log, below.",
  },
  utilization: {
    title: "GPU utilization",
    description:
      "Share of the time in which a card computed anything, mean. High while nobody chats: somebody else computes on it. Low while answers are slow: the model runs on the CPU, or waits for it.",
  },
  temperature: {
    title: "GPU temperature",
    description:
      "The hottest of each step. Most cards slow down between 83 and 95 °C; the table says whether this one does.",
  },
  power: {
    title: "GPU power",
    description:
      "Watts, mean; dashed: the card's limit. Steadily at the limit: the card gives what it may. A limit far below the card's data sheet: somebody lowered it (`nvidia-smi -pl`).",
  },
  throttling: {
    title: "GPU throttled",
    description:
      "Share of the time in which a card was slowed down by heat or by its power supply: clean it, look at fans and air. Capped: at its power limit, which is normal under load. Steady zero: nothing slowed it.",
  },
  layers: {
    title: "Layers on the GPU, last loads",
    description:
      "From Ollama's log: how many of a model's layers its loads of the time range put on the GPU. Fewer than all: the rest runs on the CPU, many times slower. A model whose share fell: something else held memory then; the larger one of two models: it is too big.",
  },
  log: {
    title: "Cards in Ollama's log",
    description:
      "What Ollama itself said of each card before its last load in the time range; needs no sensor. Taken before: all that was in use then, our own models that stayed in memory among it. Free memory is of that moment, not of now.",
  },
  kernel: {
    title: "Kernel: GPU, memory, disk",
    description:
      "What the kernel said in the time range: errors of NVIDIA cards by number (Xid: `hardware` is the card, its slot or its power; `driver` a fault of the driver; `application` a program's), resets, processes killed for want of memory, errors of disks. Empty: nothing, or the journal is not read.",
  },
  cpu: {
    title: "CPU",
    description:
      "Share of all processors, mean. Busy: at work. Waiting: idle because a disk is slow. Stolen: the hypervisor gave the time to other machines; that is slowness nobody here can mend.",
  },
  load: {
    title: "Load by processor",
    description:
      "Tasks that run or wait, mean of a minute, for each processor. Steadily above 1: tasks wait for a processor.",
  },
  memory: {
    title: "Memory of the host",
    description:
      "Used: what cannot be had back at once; caches are not among it. Near the total, the kernel kills a process: often the model's. Swap in use that grows: everything gets slow.",
  },
  pressure: {
    title: "Pressure",
    description:
      "Share of the last minute in which some task had to wait for processors, memory or disks (PSI). The truest sign of what is short: memory above a few per cent is felt by everyone. Empty: the kernel does not tell.",
  },
  disk: {
    title: "Disks: free",
    description:
      "Share of each disk that is free: the host's root, Docker's and that of Ollama's models, where they are disks of their own.",
  },
  disks: {
    title: "Disks",
    description:
      "Each disk now. Hours left: if it fills as it did within the last six hours (at first, what is known of them); empty while it does not. No inodes left: full, whatever space is free.",
  },
  network: {
    title: "Network errors",
    description:
      "Packets with errors and packets dropped, all interfaces but the host's own loop. A few are normal; a steady stream is a cable, a switch or a buffer.",
  },
  processes: {
    title: "Model servers: processors",
    description:
      "Processors that Ollama, its runners and other model servers use, mean; 1 is one processor. Many while a model is said to be on the GPU: it is not.",
  },
  processMemory: {
    title: "Model servers: memory",
    description:
      "Memory of the host that they use, by process. A model on the CPU stands here; one on the GPU mostly does not.",
  },
  holders: {
    title: "Who holds the cards",
    description:
      "Containers and processes that hold memory of a card, the largest first; not older than 2½ minutes. Not ours, and large: that is the one to talk to, or to stop. Empty with memory in use: the sensor may not see other processes (`hostProcesses`), or the driver does not name them.",
  },
  speed: {
    title: "Tokens per second and the GPU",
    description:
      "Speed of answers beside what the card did. Speed falls while utilization rises without more requests: somebody else computes. Speed falls with the clock: heat or power. Speed falls while others hold more: the model does not fit any more.",
  },
  tiles: {
    free: {
      title: "GPU memory free",
      description:
        "Free memory of all cards now. Click for who holds the rest. UNREADABLE: there is a card, and it cannot be read; NO SENSOR: Ollama's log tells of a card, and nothing reads it (`gpu`); NOT TOLD: the card does not tell.",
    },
    held: {
      title: "GPU held by others",
      description:
        "Share of a card's memory held by others than our models, of the card where it is most. Red: models hardly fit any more; click for who it is. Without a sensor that sees holders: what was taken before the last load in the time range, as Ollama's log says. NOT TOLD: the sensor cannot see holders.",
    },
    hottest: {
      title: "Hottest GPU",
      description:
        "Temperature of the hottest card now. Red: it slows down, or is about to. NOT TOLD: the card does not tell.",
    },
    memory: {
      title: "Host memory free",
      description:
        "Share of the host's memory that can be had, of the host that has least. Red: the kernel is about to kill a process, often the model's.",
    },
  },
  ...words,
};
