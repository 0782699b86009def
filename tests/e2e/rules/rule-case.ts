import type { uids } from "../../../components/shared/naming";
import type { Entry } from "../once/loki-box";

/** What a host wrote, and which rules must fire about it. */
export interface RuleCase {
  what: string;
  probe?: Entry[];
  webui?: Entry[];
  ollama?: Entry[];
  /** What the web UI's container wrote; an Ollama may run in it. */
  container?: Entry[];
  /** What model servers beside Ollama wrote. */
  servers?: Entry[];
  /** What the host's kernel said. */
  kernel?: Entry[];
  /** What the monitoring itself wrote. */
  stack?: Entry[];
  fires: (keyof typeof uids.rules)[];
}
