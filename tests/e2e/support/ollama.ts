import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { Missing } from "../../support/engine";
import { tinyModel } from "../../support/gguf";
import { until } from "./until";

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
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process?.once("exit", resolve));
    this.process.kill("SIGTERM");
    await gone;
  }

  /** Makes the model known to Ollama. */
  async create(): Promise<void> {
    const file = path.join(this.folder, "tiny.gguf");
    fs.writeFileSync(file, tinyModel("tiny"));
    fs.writeFileSync(path.join(this.folder, "Modelfile"), `FROM ${file}\nTEMPLATE "{{ .Prompt }}"\n`);
    const { status, stderr } = spawnSync(
      "ollama",
      ["create", "tiny", "-f", path.join(this.folder, "Modelfile")],
      {
        env: { ...process.env, HOME: this.folder, OLLAMA_HOST: `127.0.0.1:${this.port}` },
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`ollama create failed: ${stderr}`);
  }

  /** One answer of some tokens; returns what Ollama reports about it. */
  async generate(tokens = 8): Promise<{ eval_count: number }> {
    const response = await fetch(`${this.url}/api/generate`, {
      method: "POST",
      body: JSON.stringify({
        model: this.model,
        prompt: "hello",
        stream: false,
        options: { num_predict: tokens },
      }),
    });
    if (!response.ok) throw new Error(`Ollama answers ${response.status}: ${await response.text()}`);
    return (await response.json()) as { eval_count: number };
  }
}
