import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { entrypointFiles } from "../../components/containers/collector";
import { rotatedCopies } from "../../components/containers/collector-file/rotated-copies";
import { readAsset } from "../../components/shared/assets";
import { until } from "../e2e/stand/until";
import { oldFiles } from "./old-files";
import { type Said, saidIn } from "./said";

/** Ends a process with all that it started. */
function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // None of them runs any more.
  }
}

/** The collector's entrypoint with its paths in a folder of the test's, and an agent that reads as far as it is told. */
export class Entrypoint {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "entrypoint-"));
  globs = [this.at("logs/*.log")];
  private child?: ChildProcess;
  output = "";

  constructor(private readonly loki: { port: number; status: number; asked: number }) {
    for (const name of ["data", "logs"]) fs.mkdirSync(this.at(name));
    for (const file of entrypointFiles) {
      const text = readAsset(`promtail/${file}`)
        .replaceAll("/var/lib/promtail", this.at("data"))
        .replaceAll("/etc/promtail", this.folder)
        .replaceAll("/tmp/targets", this.at("targets"))
        .replaceAll("/tmp/zones", this.at("zones"))
        .replaceAll("/tmp/config.yaml", this.at("used.yaml"));
      fs.writeFileSync(this.at(file), text, { mode: 0o755 });
    }
    fs.writeFileSync(this.at("config.yaml"), "jobs\n");
    const agent = `#!/usr/bin/env bash
      echo "agent $1 $(cat ${this.at("used.yaml")}) with $(grep -c . ${this.at("data/files/up-to-date")})"
      trap 'echo stopped; exit 7' TERM
      # What an entrypoint that was killed left behind ends with its folder.
      while [ -e ${this.at("data")} ] && [ ! -e ${this.at("die")} ]; do sleep 0.2; done
      exit 3`;
    fs.writeFileSync(this.at("agent"), agent, { mode: 0o755 });
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  /** A path as the agent notes it, in YAML. */
  private noted(name: string): string {
    const file = this.at(name);
    // As YAML has them: without quotes, in single ones, or in double ones.
    if (/[^ -~]/.test(file)) return JSON.stringify(file).replaceAll("😀", String.raw`\U0001F600`);
    return /['"\\[\]*`]/.test(file) ? `'${file.replaceAll("'", "''")}'` : file;
  }

  private environment(history: number): NodeJS.ProcessEnv {
    return {
      ...{ ...process.env, AGENT: "promtail", LOG_HISTORY: String(history) },
      LOG_FILES: this.globs.join("\n"),
      LOG_COPIES: this.globs.map((glob) => rotatedCopies(glob) ?? "").join("\n"),
      LOG_JOBS: this.globs.map(() => "webui-files deepchat-webui").join("\n"),
      LOKI_URL: `http://127.0.0.1:${this.loki.port}`,
      PATH: `${this.at("bin")}:${process.env.PATH}`,
    };
  }

  start(history = 32): void {
    const args = [this.at("agent"), `-config.file=${this.at("config.yaml")}`];
    // A group of its own: what a test leaves behind is ended with it.
    const options = { cwd: this.folder, env: this.environment(history), detached: true };
    const child = spawn(this.at("entrypoint.sh"), args, options);
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => (this.output += data.toString()));
    this.child = child;
  }

  /** Puts some lines of a shell script in front of programs. */
  before(programs: readonly string[], script: string): void {
    fs.mkdirSync(this.at("bin"));
    for (const name of programs) {
      const real = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
      const text = `#!/bin/sh\n${script}\nexec ${real} "$@"\n`;
      fs.writeFileSync(this.at(`bin/${name}`), text, { mode: 0o755 });
    }
  }

  write(name: string, text: string): void {
    fs.writeFileSync(this.at(`logs/${name}`), text);
  }

  async started(times = 1): Promise<void> {
    await until(`${times} starts`, () => Promise.resolve(this.starts().length >= times), 30_000, 100);
  }

  /** Waits until it has said so many lines that are such. */
  async says(what: string, count = 1, such: (line: Said) => boolean = () => true): Promise<Said[]> {
    const lines = () => this.said().filter(such);
    await until(what, () => Promise.resolve(lines().length >= count), 20_000, 100);
    return lines();
  }

  /** How often the agent has been started, with how many files known as up to date. */
  starts(): number[] {
    return [...this.output.matchAll(/^agent .* jobs with (\d+)$/gm)].map(([, count]) => Number(count));
  }

  /** Names of the log files that are told to the pipeline as history. */
  old(): string[] {
    return oldFiles(this.at("zones"), this.at("logs"));
  }

  said(): Said[] {
    return saidIn(this.output);
  }

  read(positions: Record<string, number>): void {
    const lines = Object.entries(positions).map(([name, at]) => `  ${this.noted(`logs/${name}`)}: "${at}"\n`);
    fs.writeFileSync(this.at("data/positions.yaml"), `positions:\n${lines.join("")}`);
  }

  /** Runs a script that knows the functions beside the entrypoint. */
  shell(script: string): string {
    const [, ...sourced] = entrypointFiles.map((file) => `source ${this.at(file)}; `);
    const args = ["-c", `${sourced.join("")}${script}`];
    return spawnSync("bash", args, { encoding: "utf8", env: this.environment(32) }).stdout;
  }

  report(): string[] {
    return this.shell("report").trim().split("\n").slice(1);
  }

  /** How often Loki has been asked. */
  asked(): number {
    return this.loki.asked;
  }

  /** Does something while Loki does not answer, or answers so. */
  async withoutLoki(what: () => Promise<unknown>, status = 503): Promise<void> {
    this.loki.status = status;
    await what();
    this.loki.status = 200;
  }

  /** Sends a signal, and returns the exit code. */
  async ended(signal?: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
    if (signal) child.kill(signal);
    return code;
  }

  async dispose(): Promise<void> {
    fs.writeFileSync(this.at("die"), "");
    const pid = this.child?.pid;
    const limit = setTimeout(() => kill(pid), 10_000);
    await this.ended("SIGTERM");
    clearTimeout(limit);
    kill(pid);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An entrypoint for each test, beside a Loki that answers; to be asked for within a test. */
export function eachWithEntrypoint(): () => Entrypoint {
  const answers = { port: 0, status: 200, asked: 0 };
  const loki = http.createServer((_, response) => {
    answers.asked++;
    // With status 0 it takes the question, and says nothing.
    if (answers.status > 0) response.writeHead(answers.status).end("ready");
  });
  let on: Entrypoint;
  beforeAll(() => new Promise<void>((resolve) => loki.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    loki.close();
    loki.closeAllConnections();
  });
  beforeEach(() => {
    answers.port = (loki.address() as AddressInfo).port;
    on = new Entrypoint(answers);
  });
  afterEach(() => on.dispose());
  return () => on;
}
