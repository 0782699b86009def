import type { Sources } from "../../config/sources";
import type { Redaction } from "./redaction";

/** How something that tells who a person is leaves the host. */
export type Identity = "hashed" | "plain";

/** Settings that the file needs in another form, and those that are not for it. */
type Translated =
  | `${"webui" | "ollama" | "modelServer"}${"LogFiles" | "Containers" | "Units"}`
  | "moreSockets"
  | "history"
  | "timeZone";

/** What a stack says about its collector, its sources' settings among it. An empty list switches that source off. */
export interface CollectorSettings extends Partial<Omit<Sources, Translated>> {
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
  /** Sockets of further engines whose containers are read, as the collector's container sees them. @default none */
  moreSockets?: string[];
  /** Model servers beside Ollama: what the same settings are for it. @default none */
  modelServers?: { logPaths: string[]; units: string[]; containers: string[] };
  /** More to remove, after our own list. @default nothing */
  redactAlso?: Redaction[];
  /** How a request's metadata names the address that asked. @default not at all */
  clients?: Identity;
  /** How a request's metadata names the user who asked. @default not at all */
  users?: Identity;
  /** Letters and digits that hashes are made with. @default none */
  salt?: string;
  /** Older lines are dropped and counted as `too_old`; Go duration, not above what Loki accepts. @default "168h" */
  maxAge?: string;
}
