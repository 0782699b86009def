import { spawnSync } from "node:child_process";
import * as path from "node:path";

import { pinned } from "../../support/pins";
import { docker } from "../stand/docker";
import { freePorts } from "../stand/free-ports";
import { until } from "../stand/until";
import { pidOf } from "./trainer";

/** The Ollama of a host with a card, and its users. */
export class GpuOllama {
  readonly name: string;
  private url = "";
  private users?: NodeJS.Timeout;

  constructor(id: string) {
    this.name = `ollama-gpu-${id}`;
  }

  /** @returns its address */
  async start(): Promise<string> {
    const [port = 0] = await freePorts(1);
    this.url = `http://127.0.0.1:${port}`;
    const program = path.join(__dirname, "../fakes/gpu-ollama.ts");
    docker(
      ...["run", "-d", "--name", this.name, "-p", `127.0.0.1:${port}:11434`],
      ...["-v", `${program}:/ollama.mts:ro`, pinned("probeImage"), "node", "/ollama.mts"],
    );
    await this.up();
    return this.url;
  }

  get pid(): number {
    return pidOf(this.name);
  }

  /** From now on it fares so; see the program's states. */
  async fares(how: "well" | "slow" | "full" | "lost" | "cpu"): Promise<void> {
    const { ok } = await fetch(`${this.url}/stand-in/${how}`, { method: "PUT" });
    if (!ok) throw new Error(`the stand-in for Ollama does not take "${how}"`);
  }

  async restart(): Promise<void> {
    docker("restart", "--time", "1", this.name);
    await this.up();
  }

  /** Users ask every few seconds until the end; each answer is passed on. */
  asked(every: number, pass: (answer: { status: number; ms: number }) => Promise<void>): void {
    const ask = async () => {
      const from = performance.now();
      const { status } = await fetch(`${this.url}/api/chat`, { method: "POST", body: "{}" });
      await pass({ status, ms: Math.round(performance.now() - from) });
    };
    // It may be restarting.
    this.users = setInterval(() => void ask().catch(() => undefined), every);
  }

  remove(): void {
    clearInterval(this.users);
    spawnSync("docker", ["rm", "-f", this.name]);
  }

  private async up(): Promise<void> {
    await until(`${this.name} answers`, async () => (await fetch(`${this.url}/api/version`)).ok);
  }
}
