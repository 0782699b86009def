import * as fs from "node:fs";

import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { type Owner, physicalNames } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import type { Archive } from "./archive";
import { Helper } from "./helper";
import { untouched } from "./manifest";
import { Meter, size } from "./meter";

interface Wanted {
  role: string;
  volume: string;
  file: string;
  /** Bytes of the file. */
  size: number;
  /** What it holds, for people. */
  holds: string;
}

/** A stack's data volumes as a backup holds them: all are unpacked beside what is there before one takes its place. */
export class RestoredVolumes {
  readonly wanted: Wanted[];
  /** Roles of the backup that this stack does not have, such as a Loki that is elsewhere now. */
  readonly left: string[];
  private readonly helper: Helper;
  private made: string[] = [];
  private interrupted = false;

  constructor(
    private readonly archive: Archive,
    private readonly config: StackConfig,
    private readonly docker: Docker,
    /** Whose are restored. @default of all that the backup has */
    only?: readonly string[],
  ) {
    this.helper = new Helper(docker, config.probe.image);
    const names = physicalNames(config.project, config.stack);
    const roles = partsOf(config).flatMap(({ role, data }): string[] => (data ? [role] : []));
    const all = archive.volumes().filter(({ role }) => only?.includes(role) ?? true);
    this.left = all.map(({ role }) => role).filter((role) => !roles.includes(role));
    this.wanted = all
      .filter(({ role }) => roles.includes(role))
      .map(({ role, file, size: packed, files = 0, bytes = 0 }) => ({
        ...{ role, file, volume: names.volume(role), size: packed },
        holds: `${files} files, ${size(bytes)}`,
      }));
  }

  /** Volumes of the stack that hold something. */
  async full(): Promise<string[]> {
    const there = await this.docker.volumes();
    const sizes = await this.helper.sizes(there);
    return there.filter((_, at) => (sizes[at] ?? 0) > 0);
  }

  /** Makes the volumes that are missing, and unpacks into all. @throws Failure with everything as it was */
  async unpack(owner: Owner): Promise<void> {
    const { project, stack } = this.config;
    const { labels } = physicalNames(project, stack, owner);
    const there = await this.docker.volumes();
    try {
      for (const { role, volume, file, size: all } of this.wanted) {
        if (this.interrupted) throw new Failure("Interrupted", 130);
        if (!there.includes(volume)) {
          const flags = labels.flatMap(({ label, value }) => ["--label", `${label}=${value}`]);
          await this.docker.lines(["volume", "create", ...flags, volume]);
          this.made.push(volume);
        }
        const meter = new Meter(role);
        let read = 0;
        const stream = fs.createReadStream(this.archive.path(file), { highWaterMark: 1 << 18 });
        stream.on("data", (chunk) => meter.seen((read += chunk.length), all));
        await this.helper.unpack(volume, stream);
        meter.done(`unpacked`);
      }
    } catch (error) {
      await this.discard(there);
      if (this.interrupted) throw new Failure(`Interrupted. ${untouched}`, 130);
      throw error instanceof Failure ? new Failure(`${error.message}. ${untouched}`, error.code) : error;
    }
  }

  /** Ends what is being unpacked, which then fails. */
  interrupt(): void {
    this.interrupted = true;
    this.helper.kill();
  }

  /** Puts what was unpacked in the place of what was there. */
  async swap(): Promise<void> {
    for (const { volume } of this.wanted) await this.helper.swap(volume);
  }

  /** @param there volumes from before */
  private async discard(there: string[]): Promise<void> {
    if (!(await this.docker.answers())) return;
    for (const volume of this.made) await this.docker.remove("volume", volume);
    for (const { volume } of this.wanted) if (there.includes(volume)) await this.helper.discard(volume);
  }
}
