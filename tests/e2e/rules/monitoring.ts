import type { Entry } from "../once/loki-box";
import { failed, hours, says, times, up } from "./host-lines";
import type { RuleCase } from "./rule-case";

const seen = (ago: number): Entry => [
  ago,
  "[GIN] probe",
  { status_code: "200", method: "GET", path: "/api/version" },
];
const relay = (ago: number, outcome: string, receiver = "receivers[0]"): Entry =>
  says(ago, { level: "warn", relay: outcome, receiver, type: "wecom", code: 45009, said: "45009 too often" });
const unsent = (...failed: number[]) =>
  failed.map((count, i) => says(30 + i * 30, { probe: "grafana", up: 1, failed: count }));

const backup = (age_s: number, failed: number) => says(30, { probe: "backup", age_s, failed });

/** What the monitoring says of itself. */
export const monitoringCases: RuleCase[] = [
  {
    what: "a source that fell silent",
    ollama: times(40, (i) => seen(hours + i * 15)),
    fires: ["sourceSilent"],
  },
  { what: "a source seen too seldom", ollama: times(39, (i) => seen(hours + i * 15)), fires: [] },
  { what: "a source that speaks", ollama: times(40, (i) => seen(i * 15)), fires: [] },
  {
    what: "a source that is silent because no probe asks",
    probe: up("ollama", 660, 3600),
    ollama: times(40, (i) => seen(hours + i * 15)),
    fires: ["hostSilent"],
  },
  {
    what: "a source that is silent because Ollama is down",
    probe: failed(0, 1200),
    ollama: times(40, (i) => seen(hours + i * 15)),
    fires: ["ollamaDown"],
  },
  { what: "refused lines", probe: [says(30, { probe: "loki", up: 1, rejected: 5 })], fires: ["linesLost"] },
  { what: "no refused line", probe: [says(30, { probe: "loki", up: 1, rejected: 0 })], fires: [] },
  { what: "a message refused for good", stack: [relay(30, "refused")], fires: ["undelivered"] },
  { what: "a message given up", stack: [relay(30, "lost")], fires: ["undelivered"] },
  {
    what: "messages delayed for a minute",
    stack: [relay(30, "delayed"), relay(60, "delayed")],
    probe: unsent(2, 1, 2, 1),
    fires: [],
  },
  {
    what: "messages delayed for two minutes",
    stack: [relay(30, "delayed"), relay(60, "delayed")],
    probe: unsent(1, 1, 1, 1, 1),
    fires: ["undelivered"],
  },
  { what: "mails that failed for a minute", probe: unsent(2, 3, 2, 1, 0), fires: [] },
  {
    what: "mails that failed now and then",
    probe: unsent(1, 0, 1, 0, 0, 1, 0, 1, 1),
    fires: ["undelivered"],
  },
  {
    what: "complaints of the monitoring that are about no message",
    stack: [
      [30, "level=warn msg=relay"],
      [31, 'level=error msg="{"relay":"x"}"'],
    ],
    fires: [],
  },
  {
    what: "14 % free",
    probe: [says(30, { probe: "loki", up: 1, disk_free_share: 0.14 })],
    fires: ["diskFull"],
  },
  { what: "16 % free", probe: [says(30, { probe: "loki", up: 1, disk_free_share: 0.16 })], fires: [] },
  { what: "a backup of the day before", probe: [backup(90_000, 0)], fires: ["backupOld"] },
  { what: "a backup of the last night", probe: [backup(3600, 0)], fires: [] },
  { what: "a backup that failed just now", probe: [backup(0, 1)], fires: ["backupOld"] },
  { what: "a host unheard for half an hour", probe: up("ollama", 1800, 3600), fires: ["hostSilent"] },
];
