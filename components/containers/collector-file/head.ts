import { stringify } from "yaml";

import { compose, ofProcess, syslog } from "./prefixes";

const re = String.raw;

/** Kubernetes' CRI, `docker logs -t`, journalctl, and snap, which names no host: a time, which is the line's where it has none of its own. */
const timed = re`(?P<tool_time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{9}(?:Z|[+-]\d\d:\d\d) (?:std(?:out|err) [FP] )?|(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d) (?:\S+ )?[\w./@-]+\[\d+\]: ))`;
/** llama-server's time, and its level in one letter; a port, where one llama-server starts others. */
const llamaServer = re`(?:\[\d{4,5}\] )?\d+\.\d\d\.\d{3}\.\d{3} (?P<letter>[DIWE]) |\[\d{4,5}\] `;

/** Behind which prefix a line begins; where several say so, the last. */
const expressions = [
  `^${compose}?(?:${llamaServer}|(?:${syslog}|${timed})?(?:${ofProcess})?)(?P<head>[^\\n]*)`,
  // Docker Desktop's time, which others write, too: only before what begins with no time of its own
  re`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?P<head>(?:\d{4}[-/]\d\d[-/]\d\d[ T]|\{"|\[GIN\] |\[[A-Z]\w+\] \d{4}-|\[\w+\] [a-z]+: |INFO: |WARNING: |ERROR: |slot |llama|/\S+\.py:\d+: )[^\n]*)`,
  // and before a line of Ollama's whatever stands there
  re`(?P<head>time=\d{4}-\d\d-\d\dT\S+ level=[A-Z]+ source=[^\n]*)`,
  // what Ollama's former inner server was asked is nobody's request
  re`^(?P<head>[A-Z]+ \[log_server_request\] request|\{"function":"log_server_request","level":"\w+")`,
];

/** Stages that look behind what a tool put before a line, in YAML. */
export function headText(): string {
  return `# reads: line  writes: tool_time, letter, head
# From here on the first line of an entry is what is looked at, behind what a tool put before it: docker compose, syslog
# and journalctl in any locale, docker logs -t, the file of Kubernetes' CRI, vLLM's processes, llama-server with its time.
${stringify(
  expressions.map((expression) => ({ regex: { expression } })),
  { lineWidth: 0 },
)}`;
}
