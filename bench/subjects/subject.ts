import type { Writable } from "node:stream";

import type { Missing } from "../../tests/support/engine";

/** Something that keeps log lines, which runs. */
export interface Running {
  /** Paths of log files that it reads; none: it reads no files. */
  files?: { webui: string; ollama: string };
  /** Writes to the log of a container of a web UI's that it reads; none: it reads no containers. */
  container?: Writable;
  /** Writes as a service of Ollama's whose journal it reads; none: it reads no journal. */
  journal?: Writable;
  /** Its containers, by what they are for. */
  containers: Record<string, string>;
  /** How many lines it finds with this text in them; all that were written without. */
  count: (text?: string) => Promise<number>;
  /** How many streams its lines are in. */
  streams?: () => Promise<number>;
  /** Bytes it keeps on disk. It is stopped for that: the last thing that is asked. */
  stored?: () => Promise<Stored>;
  dispose: () => Promise<void>;
}

/** Bytes. */
export interface Stored {
  index: number;
  chunks: number;
}

/** What is measured: this stack, or something else that people would use. */
export interface Subject {
  name: string;
  /** In one sentence. */
  what: string;
  /** Why it cannot be had here, if it cannot. */
  missing: () => Missing;
  /** Starts one with nothing in it. */
  start: () => Promise<Running>;
}
