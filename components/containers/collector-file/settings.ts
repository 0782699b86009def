import type { Redaction } from "./redaction";

/** What a stack says about its collector. An empty list switches that source off. */
export interface CollectorSettings {
  /** Label `host` of every line. */
  host: string;
  /** Value of the Docker label `io.deepchat.observability.stack` on our own containers. */
  stack: string;
  /** Loki's push endpoint, `http(s)://host:port/loki/api/v1/push`. */
  pushUrl: string;
  /** Loki tenant (X-Scope-OrgID). @default none */
  tenant?: string;
  /** User of basic authentication; needs `passwordFile`. @default none */
  username?: string;
  /** Path, inside the collector's container, of the file with the password. */
  passwordFile?: string;
  /** Path, inside the collector's container, of the CA that signed Loki's certificate. @default the system's */
  caFile?: string;
  /** Globs of the web UI's log files, as the collector's container sees them. */
  webuiLogPaths: string[];
  /** Globs of Ollama's log files, as the collector's container sees them. */
  ollamaLogPaths: string[];
  /** systemd units to read from journald, such as `ollama.service`. */
  journaldUnits: string[];
  /** Regular expressions for names of web UI containers, anchored at the start here: `deepchat.*`. */
  webuiContainers: string[];
  /** Regular expressions for names of Ollama containers. One that is a web UI by name is not collected twice. */
  ollamaContainers: string[];
  /** More to remove, after our own list. @default nothing */
  redactAlso?: Redaction[];
  /** A bare integer at the end of an access line is microseconds (gunicorn's `%(D)s`). @default false */
  microsecondDurations?: boolean;
  /** Older lines are dropped and counted as `too_old`; Go duration, not above what Loki accepts. @default "168h" */
  maxAge?: string;
}
