import * as fs from "node:fs";
import * as path from "node:path";

import { pinned } from "../../support/pins";
import { ContainerWriter } from "../loss/container-writer";
import type { Count, Span } from "../loss/count";
import { countSettled } from "../loss/count-settled";
import { FileWriter } from "../loss/file-writer";
import { LokiReader } from "../loss/loki-reader";
import { docker } from "../stand/docker";
import type { Stand } from "../stand/stand";
import { until } from "../stand/until";

type Source = "file" | "container";

/** A file and a container that write numbered lines all the time, named after a seed. */
export class Load {
  readonly loki = new LokiReader("e2e-host");
  private readonly progress: { at: number; file: number }[] = [];
  private readonly watch: NodeJS.Timeout;
  private containers: string[] = [];

  private constructor(
    private readonly stand: Stand,
    private readonly seed: string,
    private readonly file: FileWriter,
    private readonly state: string,
  ) {
    this.watch = setInterval(() => this.progress.push({ at: Date.now(), file: file.written() }), 500);
  }

  private container?: ContainerWriter;

  static async start(stand: Stand, seed: number): Promise<Load> {
    const name = `chaos${seed}`;
    const file = new FileWriter(`${stand.logs}/webui-chaos.log`, `${name}f`, perSecond);
    const load = new Load(stand, name, file, path.join(stand.folder, "chaos-state"));
    load.container = await ContainerWriter.start(
      { web: (fault, script) => load.web(fault, script), state: (fault) => path.join(load.state, fault) },
      `${name}c`,
      perSecond,
    );
    return load;
  }

  /** Waits until lines of both have arrived, so that what breaks breaks something that works. */
  async flows(): Promise<void> {
    await this.loki.use(`127.0.0.1:${this.stand.ports.loki}`);
    for (const fault of this.faults())
      await until(`lines of ${fault}`, async () => (await this.loki.total(fault)) > perSecond, 120_000, 1000);
  }

  /** Numbers of the file's lines written since so many seconds before a time. */
  since(at: number, seconds: number): Span {
    const before = this.progress.filter((point) => point.at <= at - seconds * 1000).at(-1);
    return [(before?.file ?? 0) + 1, Infinity];
  }

  /** Writes so many more lines, ends, and counts what Loki has. */
  async counted(more: number): Promise<Record<Source, Count>> {
    await Promise.all([this.file.more(more), this.container?.more(more)]);
    clearInterval(this.watch);
    const written = [await this.file.finish(), (await this.container?.finish()) ?? 0];
    await this.loki.use(`127.0.0.1:${this.stand.ports.loki}`);
    const [file, container] = await Promise.all(
      this.faults().map((fault, i) => countSettled(this.loki, fault, written[i] ?? 0)),
    );
    return { file, container } as Record<Source, Count>;
  }

  /** What is there of it now, for later. */
  async total(): Promise<number[]> {
    return Promise.all(this.faults().map((fault) => this.loki.total(fault)));
  }

  async end(): Promise<void> {
    clearInterval(this.watch);
    await this.file.finish();
    for (const name of this.containers.splice(0)) docker("rm", "-f", name);
  }

  private faults(): string[] {
    return [`${this.seed}f`, `${this.seed}c`];
  }

  private web(fault: string, script: string): Promise<string> {
    const state = path.join(this.state, fault);
    fs.mkdirSync(state, { recursive: true });
    const name = `${writerPrefix(this.stand)}${fault}`;
    docker("run", "-d", "--name", name, "-v", `${state}:/state`, pinned("probeImage"), "sh", "-c", script);
    this.containers.push(name);
    return Promise.resolve(name);
  }
}

/** Lines of each source. */
const perSecond = 20;

/** Begins the names of containers that write, which the stack collects. */
export function writerPrefix(stand: Stand): string {
  return `chaos-${stand.id}-writer-`;
}
