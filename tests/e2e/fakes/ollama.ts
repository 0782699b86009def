import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { Missing } from "../../support/engine";
import { tinyModel } from "../../support/gguf";
import { until } from "../stand/until";

/** Says whether an Ollama is installed here. */
export function hasOllama(): Missing {
  return spawnSync("ollama", ["--version"]).error ? "there is no ollama command here" : undefined;
}

/** A real Ollama on this host, with its log in a file and a made-up model. */
export class Ollama {
  readonly url: string;
  readonly model = "tiny:latest";
  private process?: ChildProcess;

  constructor(
    private readonly folder: string,
    private readonly logFile: string,
    readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const log = fs.openSync(this.logFile, "a");
    this.process = spawn("ollama", ["serve"], {
      env: {
        ...process.env,
        HOME: this.folder,
        OLLAMA_HOST: `127.0.0.1:${this.port}`,
        OLLAMA_MODELS: path.join(this.folder, "models"),
        OLLAMA_KEEP_ALIVE: "10m",
      },
      stdio: ["ignore", log, log],
    });
    fs.closeSync(log);
    await until("Ollama answers", async () => (await fetch(`${this.url}/api/version`)).ok);
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resolve) => this.process?.once("exit", resolve));
      this.process.kill("SIGTERM");
      await gone;
    }
    // One that was killed leaves its runners behind.
    spawnSync("pkill", ["-9", "-f", path.join(this.folder, "models")]);
  }

  /** Sends its process a signal: SIGKILL ends it without a word, SIGSTOP makes it hang, SIGCONT lets it go on. */
  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  /** Makes a model known to Ollama; another name is another model. */
  create(name = "tiny"): void {
    const file = path.join(this.folder, `${name}.gguf`);
    fs.writeFileSync(file, tinyModel(name));
    fs.writeFileSync(path.join(this.folder, "Modelfile"), `FROM ${file}\nTEMPLATE "{{ .Prompt }}"\n`);
    this.cli("create", name, "-f", path.join(this.folder, "Modelfile"));
  }

  /** A request whose user goes away in the middle of the answer. */
  async abort(afterMs = 300): Promise<void> {
    const gone = AbortSignal.timeout(afterMs);
    const body = JSON.stringify({ model: this.model, prompt: "hello", options: { num_predict: 400 } });
    const response = await fetch(`${this.url}/api/generate`, { method: "POST", body, signal: gone });
    await response.text().catch(() => undefined);
  }

  /** Kills the processes that run models, as an out-of-memory killer would. */
  killRunners(): void {
    this.signalRunners("SIGKILL");
  }

  /** A runner killed in the middle of answers. Ollama says so only when somebody asks before it has noticed by itself. */
  async loseRunner(): Promise<void> {
    await this.generate(1).catch(() => undefined);
    const answers = [1, 2].map(() => this.generate(400).catch(() => undefined));
    this.killRunners();
    await Promise.all(answers);
    await this.generate(1).catch(() => undefined);
  }

  /** The same for any signal: a stopped runner is an Ollama that answers and generates nothing. */
  signalRunners(name: NodeJS.Signals): void {
    const { stdout } = spawnSync("pgrep", ["-P", String(this.process?.pid)], { encoding: "utf8" });
    const runners = stdout.split("\n").filter(Boolean).map(Number);
    if (runners.length === 0) throw new Error("Ollama runs no model");
    for (const pid of runners) process.kill(pid, name);
  }

  /** One answer of some tokens; returns what Ollama reports about it. */
  async generate(tokens = 8, model = this.model): Promise<{ eval_count: number }> {
    const response = await fetch(`${this.url}/api/generate`, {
      method: "POST",
      body: JSON.stringify({
        model,
        prompt: "hello",
        stream: false,
        options: { num_predict: tokens },
      }),
    });
    if (!response.ok) throw new Error(`Ollama answers ${response.status}: ${await response.text()}`);
    return (await response.json()) as { eval_count: number };
  }

  private cli(...args: string[]): void {
    const env = { ...process.env, HOME: this.folder, OLLAMA_HOST: `127.0.0.1:${this.port}` };
    const { status, stderr } = spawnSync("ollama", args, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`ollama ${args.join(" ")} failed: ${stderr}`);
  }
}
