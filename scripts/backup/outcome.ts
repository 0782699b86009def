import type { StackConfig } from "../../components/config/stack";
import { physicalNames } from "../../components/shared/naming";
import type { Docker } from "../engine/docker";
import { Helper } from "./helper";

/** Their names in Loki's volume; programs/probe/backups.ts reads them. */
const notes = { good: ".backup.json", failed: ".backup-failed.json" } as const;

/**
 * Leaves how backups went where the probe sees it: small files in Loki's volume, which the probe has mounted anyway. A stack
 * without a Loki of its own has nobody to tell.
 */
export class Outcome {
  private readonly volume: string;

  constructor(
    private readonly config: StackConfig,
    private readonly docker: Docker,
  ) {
    this.volume = physicalNames(config.project, config.stack).volume("loki");
  }

  /** @param time when the volumes of a whole one began to be read, as ISO 8601 */
  async good(time: string): Promise<void> {
    await this.write(notes.good, time);
  }

  /** Never fails: what failed before is what is told. */
  async failed(): Promise<void> {
    try {
      await this.write(notes.failed, new Date().toISOString());
    } catch {
      // Such as an engine that went away: the last good one grows old, which is told as well.
    }
  }

  private async write(file: string, time: string): Promise<void> {
    const { config, docker } = this;
    if (!config.loki || !(await docker.volumes()).includes(this.volume)) return;
    const helper = new Helper(docker, config.probe.image);
    await helper.note(this.volume, file, `${JSON.stringify({ time })}\n`);
  }
}
