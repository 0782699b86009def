/** Until a disk is full, where it fills: the rule says 9999 hours where it does not. */
const hoursLeft =
  '{{ or (and (lt (index $values "B").Value 9999.0) (printf "%.1f h" (index $values "B").Value)) "> {hours} h" }}';

/** What alerts about the machine and its GPUs say. `{gpu}`, `{fault}`, `{victim}` and `{disk}` are labels. @see rules */
export const machineRules = {
  gpuHeld: {
    title: "GPU memory held by others",
    when: "others hold at least {threshold} % of a card's memory while a model fails to load, is partly on the CPU, or hangs; names the container or process",
    summary: 'GPU {gpu} of {host}: {{ or $labels.holder "?" }} takes the memory, chats suffer',
    description:
      "Programs that are not ours hold {percent} of the memory of GPU {gpu} on {host}{{ with $labels.holder }}, most of it {{ . }}{{ end }}. Within {window} a model failed to load or ran partly on the CPU, or nobody gets text.",
    value: "{percent} held by others; threshold {threshold}%",
    firstStep:
      'Machine: who holds the cards? Stop {{ or $labels.holder "?" }}, or give it another card; then `ollama stop` a model that is partly on the CPU.',
  },
  gpuMissing: {
    title: "GPU missing",
    when: "Ollama, or the sensor, is without the GPU that worked within a day",
    summary: "Ollama on {host} runs without the GPU it had: answers are slow",
    description:
      "A GPU worked on {host} within the last day. Since then Ollama began without one or could not look for it, or the sensor's container may not use it any more. Models run on the CPU, many times slower.",
    value: "0 GPUs; before, at least 1",
    firstStep:
      "Machine: can the cards be read? After a `daemon-reload`: restart Ollama's container. After a driver update: reboot.",
  },
  gpuFault: {
    title: "GPU fault",
    when: "the kernel tells of an Xid of the hardware kind, a card is gone or needs a reset, or uncorrected memory errors become more; for {window} after the kernel's word",
    summary: "GPU fault on {host}: {fault}",
    description:
      "A card of {host}, its slot or its power is at fault: {fault}. Answers break off, models fail to load or run on the CPU.",
    value: "fault: {fault}",
    firstStep:
      "Machine: the tables of cards and of kernel messages. Usually only a reboot brings the card back.",
  },
  gpuThrottled: {
    title: "GPU throttled",
    when: "heat or the power supply slows a card down at work, in most rounds of {window}; its power limit alone is none",
    summary: "GPU {gpu} of {host} is slowed down at work: heat or power",
    description:
      "In {percent} of the last rounds GPU {gpu} on {host} was at work and slowed down by heat or its power supply, for {window}. Answers are slower.",
    value: "{percent} of rounds",
    firstStep:
      "Machine: GPU temperature, and which reason stands beside the card. Fans, dust, air, power cables.",
  },
  sensorBlind: {
    title: "Sensor blind",
    when: "a sensor that could read the cards within a day cannot for {window}, while the probe reports",
    summary: "The GPUs of {host} cannot be read any more",
    description:
      "The sensor on {host} could read the cards within the last day, and not for {window}: what Machine shows of them is old, and alerts about them are blind.",
    value: "0 readable rounds in {window}",
    firstStep: 'Machine: "Can the cards be read?" says why. Then `npm run verify`.',
  },
  oomKilled: {
    title: "Killed for want of memory",
    when: "the kernel killed a process of the chat or of this monitoring because memory ran out",
    summary: "{host} ran out of memory: the kernel killed {victim}",
    description:
      "{n} times within {window} the kernel of {host} killed {victim} because memory ran out. Answers broke off.",
    value: "{n} killed; threshold 0",
    firstStep: "Machine: host memory and what model servers use. A smaller model or context, or more memory.",
  },
  hostMemory: {
    title: "Host memory nearly full",
    when: "less than {threshold} % of the host's memory available for {window}",
    summary: "Memory of {host} is nearly full: {percent} available",
    description:
      "{percent} of the memory of {host} is available, for {window}. When it runs out, the kernel kills what uses most, usually a model.",
    value: "{percent} available; threshold {threshold}%",
    firstStep:
      "Machine: host memory and memory of model servers. `ollama stop` a model that nobody needs now.",
  },
  hostDisk: {
    title: "Host disk nearly full",
    when: "less than {threshold} % of space or inodes free on the root, Docker's or the models' disk; or less than {share} % and, at the present pace, full within {hours} hours",
    summary: `The {disk} disk of {host} is nearly full; left: ${hoursLeft}`,
    description: `The disk "{disk}" of {host} is nearly full; at the present pace it lasts ${hoursLeft}. Told below {hours} hours, or below {threshold} % of space or inodes free. A full disk stops pulls, logs and databases.`,
    value: `${hoursLeft} left; threshold {hours} h or {threshold}%`,
    firstStep: "Machine: the table of disks. `docker system df`, `ollama list`: remove what nobody needs.",
  },
};
