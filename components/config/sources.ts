import * as checks from "../shared/checks";
import type { ConfigReader } from "./reader";

/** Those of which no character holds the byte of a line's end: a file is split into lines before it is decoded. */
const encodings = [
  "UTF-8",
  ...["GBK", "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR"],
  ...["windows-1251", "windows-1252", "ISO-8859-1"],
] as const;

/** Folder with containers' log files: the collector gets all of it. */
const containerLogs: checks.Check = (value) =>
  value === "" || (/^(?:\/[\w.-]+){2,}$/.test(value) && !value.split("/").includes(".."))
    ? undefined
    : "the absolute path of the engine's folder of containers on its host, such as /var/lib/docker/containers, or nothing";

/**
 * Where logs come from, and how they are read. Every list may be empty.
 *
 * @param engine address of the Docker engine. @default the local socket
 */
export function readSources(reader: ConfigReader, engine?: string) {
  return {
    webuiLogFiles: reader.list("webuiLogFiles", checks.logGlob),
    ollamaLogFiles: reader.list("ollamaLogFiles", checks.logGlob),
    webuiContainers: reader.list("webuiContainers", checks.pattern),
    ollamaContainers: reader.list("ollamaContainers", checks.pattern),
    /** Gateways: collected as the web UI's side, whatever their access log looks like. */
    gatewayContainers: reader.list("gatewayContainers", checks.pattern),
    /** Paths, on the host, of the sockets of further engines whose containers are read. */
    moreSockets: furtherSockets(reader),
    /** Folder, on the host, with the containers' log files, which are read in place of the engine. @default the engine is asked */
    containerLogFolder: reader.text("containerLogFolder", containerLogs),
    ollamaUnits: reader.list("ollamaUnits", checks.unit),
    /** Model servers beside Ollama. */
    modelServerLogFiles: reader.list("modelServerLogFiles", checks.logGlob),
    modelServerContainers: reader.list("modelServerContainers", checks.pattern),
    modelServerUnits: reader.list("modelServerUnits", checks.unit),
    /** A bare integer at the end of an access line is microseconds (gunicorn's `%(D)s`). */
    microsecondDurations: reader.boolean("microsecondDurations"),
    /** What llama-server says of its prompt cache at each request is kept. */
    keepPromptCacheLines: reader.boolean("keepPromptCacheLines"),
    /** Encoding of log files, by its IANA name. */
    encoding: reader.oneOf("logEncoding", encodings),
    /** How much is read, in MiB, of files that are there before the first start. */
    history: reader.integer("logHistory", 0, 4096),
    /** How a file's times without a zone are read; `sure`: that zone is said, not merely the host's. */
    timeZone: logTimeZone(reader, engine),
  };
}

export type Sources = ReturnType<typeof readSources>;

/** Each has a proxy of its own (components/containers/parts.ts). */
function furtherSockets(reader: ConfigReader): string[] {
  const sockets = reader.list("moreSockets", checks.socket);
  if (sockets.length > 2) reader.problem("moreSockets", `a list of ${sockets.length}`, "at most two paths");
  return sockets.slice(0, 2);
}

/** Sockets of the engines that are asked for their containers, the stack's own first; undefined: log files are read instead. */
export function engineSockets(reader: ConfigReader, sources: Sources, usual: string): string[] | undefined {
  const own = reader.text("dockerSocket", checks.socket);
  const { containerLogFolder, moreSockets } = sources;
  if (!containerLogFolder) return [own || usual, ...moreSockets];
  if (moreSockets.length > 0)
    reader.conflict(
      "moreSockets",
      ["moreSockets", "containerLogFolder"],
      `set beside containerLogFolder, with which no socket is used`,
      "one of the two",
    );
  return undefined;
}

/** The zone of this machine is the host's where its engine is this machine's. */
function logTimeZone(reader: ConfigReader, engine = "unix://"): { name: string; sure: boolean } | undefined {
  const name = reader.text("logTimeZone", (value) => (value === "" ? undefined : checks.timeZone(value)));
  if (name) return { name, sure: true };
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return engine.startsWith("unix://") && !checks.timeZone(own) ? { name: own, sure: false } : undefined;
}
