import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parseDocument } from "yaml";

import { renderLokiConfig } from "../../../components/containers/loki";
import { readAsset } from "../../../components/shared/assets";
import { pinned } from "../../support/pins";
import { LokiReader } from "../loss/loki-reader";
import { docker } from "../stand/docker";

/**
 * The program's configuration in a hurry: what takes minutes in Loki (a chunk is written, the write-ahead log is begun anew,
 * index files become one) goes on all the time, so that a copy meets it.
 */
function hurried(): string {
  const document = parseDocument(renderLokiConfig(readAsset("loki/config.yaml"), { retention: 14 * 86_400 }));
  document.setIn(["ingester", "chunk_idle_period"], "2s");
  document.setIn(["ingester", "flush_check_period"], "1s");
  document.setIn(["ingester", "chunk_target_size"], 20_000);
  document.setIn(["ingester", "wal", "checkpoint_duration"], "1s");
  document.setIn(["compactor", "compaction_interval"], "2s");
  return document.toString({ lineWidth: 0 });
}

/** A Loki on a volume of its own, without the rest of a stack. */
export class LokiVolume {
  readonly volume = `backup-${crypto.randomBytes(3).toString("hex")}`;
  readonly reader = new LokiReader();
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "backup-loki-"));
  private address = "";

  constructor() {
    docker("volume", "create", this.volume);
    fs.writeFileSync(path.join(this.folder, "loki.yaml"), hurried());
    fs.chmodSync(this.folder, 0o755);
  }

  async start(): Promise<void> {
    docker(
      ...["run", "-d", "--name", this.volume, "-p", "127.0.0.1::3100", "-v", `${this.volume}:/loki`],
      ...["-v", `${this.folder}/loki.yaml:/etc/loki.yaml:ro`],
      ...[pinned("lokiImage"), "-config.file=/etc/loki.yaml"],
    );
    await this.ready();
  }

  /** What it has built of the index goes to the store when it starts anew, and at each quarter of an hour. */
  async restart(): Promise<void> {
    docker("restart", this.volume);
    await this.ready();
  }

  private async ready(): Promise<void> {
    this.address = docker("port", this.volume, "3100/tcp");
    await this.reader.use(this.address);
  }

  /** Sends a line; resolves when Loki has taken it, which may be after several attempts. @param stop ends them */
  async push(stream: string, number: number, stop: () => boolean): Promise<void> {
    const values = [[`${Date.now()}000000`, `fault=${stream} n=${number} ${"x".repeat(200)}`]];
    const body = JSON.stringify({ streams: [{ stream: { host: "loss", job: stream }, values }] });
    const headers = { "content-type": "application/json" };
    while (!stop()) {
      const answer = await fetch(`http://${this.address}/loki/api/v1/push`, {
        method: "POST",
        headers,
        body,
      }).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  dispose(): void {
    docker("rm", "-f", "-v", this.volume);
    docker("volume", "rm", "-f", this.volume);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
