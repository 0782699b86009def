import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";

import { causes, refused } from "../engine/refused";

/** Space and inodes of a file system. */
export interface Disk {
  /** Bytes. */
  total: number;
  /** Bytes that a user without root may still write. */
  free: number;
  /** Of inodes, 0 to 1; undefined where the file system has no fixed number of them. */
  inodesFree?: number;
}

/** An answer over HTTP, or why there is none. */
export interface Answer {
  /** undefined: there is none. */
  status?: number;
  /** Milliseconds. */
  took: number;
  /** What the server says the time is, in milliseconds since 1970. */
  time?: number;
  /** The beginning of its text. */
  text: string;
  /** In a few words; never the address. */
  error?: string;
}

/** The machine that the command runs on, as far as the doctor asks it. It is only looked at. */
export interface Machine {
  /** Milliseconds since 1970. */
  now(): number;
  /** Proxy through which this user's programs reach servers outside; empty: none. */
  proxy(): string;
  exists(path: string): boolean;
  /** Whether this user may make files in a folder. */
  writable(path: string): boolean;
  /** A file's text; undefined where it cannot be read. */
  read(path: string): string | undefined;
  /** Some bytes of a file's beginning and of its end, as text; undefined where it cannot be read. */
  ends(path: string): string | undefined;
  /** undefined where there is no such folder. */
  disk(path: string): Disk | undefined;
  /** Bytes in all, and those that programs could get. */
  memory(): { total: number; available: number };
  /** What a program prints; undefined where it is not there, fails or takes longer than some seconds. */
  run(command: string, args: string[], environment?: NodeJS.ProcessEnv): Promise<string | undefined>;
  /** @param limit milliseconds */
  ask(url: string, method: "GET" | "HEAD", limit: number): Promise<Answer>;
  /** Why nothing accepts a connection there, if so. @param limit milliseconds */
  connect(host: string, port: number, limit: number): Promise<string | undefined>;
}

/** Bytes that are read of each end of a log. */
const end = 32_768;
/** Milliseconds that a program may take. */
const patience = 5000;

/** This one. */
export const thisMachine: Machine = {
  now: () => Date.now(),
  proxy: () => process.env.HTTPS_PROXY ?? process.env.https_proxy ?? "",
  exists: (path) => fs.existsSync(path),
  writable: (path) => orNone(() => fs.accessSync(path, fs.constants.W_OK) ?? true) ?? false,
  read: (path) => orNone(() => fs.readFileSync(path, "utf8")),
  ends: (path) => orNone(() => bothEnds(path)),
  disk: (path) =>
    orNone(() => {
      const { bsize, blocks, bavail, files, ffree } = fs.statfsSync(path);
      return {
        total: bsize * blocks,
        free: bsize * bavail,
        ...(files > 0 ? { inodesFree: ffree / files } : {}),
      };
    }),
  memory: () => {
    // What the kernel calls free is less than what programs could get.
    const available = /^MemAvailable: +(\d+) kB/m.exec(
      orNone(() => fs.readFileSync("/proc/meminfo", "utf8")) ?? "",
    );
    return { total: os.totalmem(), available: available ? Number(available[1]) * 1024 : os.freemem() };
  },
  run: (command, args, environment) =>
    new Promise((resolve) => {
      const child = spawn(command, args, {
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, ...environment },
      });
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      const timer = setTimeout(() => child.kill(), patience);
      const finish = (status: number | null) => {
        clearTimeout(timer);
        resolve(status === 0 ? text : undefined);
      };
      child.once("error", () => finish(null));
      child.once("close", finish);
    }),
  ask: async (url, method, limit) => {
    const started = performance.now();
    const took = () => performance.now() - started;
    try {
      const signal = AbortSignal.timeout(limit);
      const response = await fetch(url, { method, redirect: "manual", signal });
      const time = Date.parse(response.headers.get("date") ?? "");
      const text = (await response.text()).slice(0, 4096);
      return { status: response.status, took: took(), text, ...(Number.isNaN(time) ? {} : { time }) };
    } catch (error) {
      return { took: took(), text: "", error: reason(error as Error, limit) };
    }
  },
  connect: (host, port, limit) => refused(host, port, limit, ({ code, message }) => inWords(code ?? message)),
};

function bothEnds(path: string): string {
  const file = fs.openSync(path, "r");
  try {
    const { size } = fs.fstatSync(file);
    const part = (from: number, length: number) => {
      const buffer = Buffer.alloc(length);
      return buffer.toString("utf8", 0, fs.readSync(file, buffer, 0, length, from));
    };
    if (size <= 2 * end) return part(0, size);
    // The last line of the one and the first of the other are not whole.
    const [first, last] = [part(0, end), part(size - end, end)];
    return first.slice(0, first.lastIndexOf("\n") + 1) + last.slice(last.indexOf("\n") + 1);
  } finally {
    fs.closeSync(file);
  }
}

/** Without the address: that may be a secret. */
function reason({ name, cause }: Error, limit: number): string {
  if (name === "TimeoutError" || name === "AbortError") return `no answer within ${limit / 1000} s`;
  const { code, errors } = (cause ?? {}) as { code?: string; errors?: { code?: string }[] };
  return inWords(code ?? errors?.[0]?.code ?? "no answer");
}

/** What a system's error code means. */
function inWords(code: string): string {
  const words: Record<string, string> = {
    ...causes,
    ECONNRESET: "the connection was cut",
    UND_ERR_SOCKET: "the connection was cut",
  };
  return words[code] ?? (/CERT|SIGNED|ISSUER/.test(code) ? `its certificate is not trusted (${code})` : code);
}

function orNone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
