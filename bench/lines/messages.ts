import { times } from "./times";

/** Something a program says beside its requests. */
export interface Message {
  at: number;
  level: "DEBUG" | "INFO" | "WARNING" | "ERROR";
  text: string;
}

/** A format's line for it. */
export type MessageLine = (message: Message) => string;

const go = { DEBUG: "DEBUG", INFO: "INFO", WARNING: "WARN", ERROR: "ERROR" };
const short = { DEBUG: "DBG", INFO: "INF", WARNING: "WRN", ERROR: "ERR" };
const low = { DEBUG: "debug", INFO: "info", WARNING: "warn", ERROR: "error" };

/** The web UI's side, by the format's name in docs/log-formats.md. */
export const webuiMessages: Record<string, MessageLine> = {
  "nginx, error log": ({ at, text }) =>
    `${times.slashed(at)} [error] 29#29: *1 ${text}, client: 10.0.0.7, server: ui, request: "POST /api/chat HTTP/1.1"`,
  "Python logging with `%(asctime)s`": ({ at, level, text }) =>
    `${times.comma(at)} ${level} webui.chat ${text}`,
  "Python logging, default (`LEVEL:name:`)": ({ level, text }) => `${level}:webui.chat:${text}`,
  "Python logging, time with a zone (datefmt with `%z`)": ({ at, level, text }) =>
    `[${times.iso(at).slice(0, 19)}+0000] [${level}] webui.chat: ${text}`,
  "traefik, its own messages": ({ at, level, text }) =>
    `${times.iso(at).slice(0, 19)}Z ${short[level]} ${text} routerName=webui@docker`,
  "winston, `time level: text`, ISO time": ({ at, level, text }) =>
    `${times.iso(at)} ${low[level]}: [LibreChat] ${text}`,
  "winston, `time level: text`, local time (LibreChat)": ({ at, level, text }) =>
    `${times.seconds(at)} ${low[level]}: [MEILI] ${text}`,
  "winston, default (JSON)": ({ level, text }) => JSON.stringify({ level: low[level], message: text }),
  "zap, default (JSON, seconds since 1970)": ({ at, level, text }) =>
    JSON.stringify({ level: low[level], ts: at / 1000, caller: "webui/main.go:12", msg: text }),
};

/** Over several lines: one entry, where somebody joins them. */
export const tracebacks: Record<string, MessageLine> = {
  "Python traceback, as one entry": ({ text }) =>
    [
      "ERROR:webui.chat:request failed",
      "Traceback (most recent call last):",
      '  File "/srv/app/chat.py", line 88, in answer',
      "    return await model.ask(question)",
      `httpx.ConnectTimeout: ${text}`,
    ].join("\n"),
};

/** Ollama's own, of several ages. */
export const ollamaMessages: Record<string, MessageLine> = {
  "Ollama's messages (slog)": ({ at, level, text }) =>
    `time=${times.iso(at)} level=${go[level]} source=sched.go:613 msg="${text}"`,
  "older Ollama: messages": ({ at, level, text }) =>
    `time=${times.iso(at)} level=${go[level]} source=server.go:547 msg="${text}"`,
  "Ollama before 0.1.30, its own lines": ({ at, level, text }) =>
    `${times.slashed(at)} routes.go:950: ${go[level]} ${text}`,
};

/** Other model servers'. */
export const serverMessages: Record<string, MessageLine> = {
  "LM Studio": ({ at, level, text }) => `[${times.seconds(at)}][${go[level]}][LM STUDIO SERVER] ${text}`,
  Xinference: ({ at, level, text }) =>
    `${times.comma(at)} xinference.core.worker 278 ${level.padEnd(8)} ${text}`,
};

/** The kernel's, as the journal gives them out. */
export const kernelMessages: Record<string, MessageLine> = {
  "the kernel: GPUs, memory, disks": ({ at, text }) =>
    `${times.syslog(at)} gpubox kernel: NVRM: Xid (PCI:0000:01:00): 31, pid=4711, name=llama-server, ${text}`,
};
