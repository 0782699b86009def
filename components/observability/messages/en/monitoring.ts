export const monitoring = {
  collector: {
    title: "Logs",
    description:
      "Do lines of the probe reach Loki? NO LOGS: probe, collector or Loki is not working; run `npm run up`.",
  },
  lagNow: {
    title: "Lag",
    description:
      "How long a line of the probe took until Loki could find it, measured once a minute. 1 to 3 s is normal; 30 s: it did not arrive in time, and everything shown here is late.",
  },
  rejected: {
    title: "Rejected",
    description:
      "Lines Loki refused within the time range: too old, too many, too long. Above zero: the graph below says when, the lines below say why.",
  },
  diskFree: {
    title: "Disk free",
    description:
      "Free share of the disk that holds Loki's volume. Below 10 %: shorten retention, or make room; Loki stops writing when it is full.",
  },
  diskUsed: {
    title: "Log size",
    description: "What Loki's volume holds, compressed, measured every 10 minutes.",
  },
  deliveries: {
    title: "Unsent",
    description:
      "Notifications Grafana could not deliver within the time range. An attempt that failed and was tried again counts, too. Above zero: somebody may not have been told; the panels at the end say who and why.",
  },
  lines: {
    title: "Lines per second by source",
    description:
      "What arrives, by source. A source that stopped while its service is up: its path or container changed; run `npm run verify`.",
  },
  lag: {
    title: "From log line to Loki",
    description:
      "The worst lag of the probe's line in each interval. A step to 30 s: the collector or Loki stood still.",
  },
  last: {
    title: "Last line of each source",
    description: "The newest line of each source within the time range. A missing source delivered nothing.",
  },
  rounds: {
    title: "Rounds of the probe",
    description: "How often the probe asked. Even bars are right; a gap means the monitoring was blind then.",
  },
  streams: {
    title: "Streams",
    description:
      "Label sets Loki holds open. Some dozens is right; steady growth means a label got too many values.",
  },
  disk: {
    title: "Disk of Loki",
    description: "What logs take, and what is left on that disk.",
  },
  kept: "Logs are kept for {days} days (retention).",
  keptElsewhere: "This Loki is not part of the stack: it decides how long logs are kept.",
  received: {
    title: "Lines received and rejected",
    description:
      "What Loki took, what it refused, and the batches the collector gave up on, in each interval. Empty with a Loki outside this stack.",
  },
  problems: {
    title: "Warnings of the monitoring",
    description:
      "Warnings and errors of Loki, collector and Grafana, by container. Some at a start are normal.",
  },
  ownLines: {
    title: "Lines of the monitoring",
    description: "What Loki, collector and Grafana complain about, newest first.",
  },
  undelivered: {
    title: "Notifications not delivered",
    description:
      "By receiver, what chat services refused, what waited too long (delayed: it is held and tried again) and what was given up (lost); and by host, attempts of Grafana that failed, all kinds of receivers together.",
  },
  refusals: {
    title: "Refused notifications",
    description:
      "What chat services said of messages they did not take, newest first: receiver, what became of it, the service's code and words.",
  },
  unread: {
    title: "Files that are being read",
    description:
      "Log files whose end the collector has not reached, or that came with lines in them. Lines that name no time may be old there, so rules that count wait for them. Empty: every file is read to its end. Left out: what stood at its beginning and is not read at all (logHistory).",
  },
  none: "none",
  columns: {
    time: "Time",
    line: "Line",
    file: "File",
    behind: "Still to read",
    leftOut: "Left out",
    host: "Host",
  },
  series: {
    used: "logs",
    free: "free",
    received: "received",
    rejected: "rejected",
    dropped: "batches given up",
    attempts: "Grafana, failed attempts",
  },
};
