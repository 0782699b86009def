import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What the collector says of a file it reads. */
export interface SourceLine {
  filename: string;
  /** Bytes. */
  behind: number;
  left_out: number;
  history: 0 | 1;
  undated: 0 | 1;
  /** Where they are counted though they may be old: from when to when. */
  mark?: "begin" | "on" | "end";
  from?: string;
  to?: string;
}

/** What a collector's container said about files whose end it has not read. */
export async function saidOfSources(container: string): Promise<SourceLine[]> {
  const { stdout } = await promisify(execFile)("docker", ["logs", container]);
  return stdout
    .split("\n")
    .filter((line) => line.startsWith('{"probe":"source"'))
    .map((line) => JSON.parse(line) as SourceLine);
}

/** The end of a container's log, of both its outputs. */
export async function lastWords(container: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)("docker", ["logs", "--tail", "20", container]);
  return stdout + stderr;
}
