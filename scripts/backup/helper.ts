import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { readProgram } from "../../components/shared/assets";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";

/** What a volume's archive holds. */
export interface Content {
  files: number;
  bytes: number;
}

/** Runs on the engine, so that a remote one's volumes are at hand; without network, and with no right but what it needs. */
const common = [
  ...["run", "--rm", "--interactive", "--init", "--network", "none"],
  // What goes through it is no log: the engine would keep all of it once more.
  ...["--log-driver", "none", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
];
const nodeProgram = ["node", "--no-warnings", "--input-type=module", "-"];

/** A volume is unpacked beside what is in it, and takes its place when all are. */
const unpack = "set -e; cd /data; rm -rf .restoring; mkdir .restoring; tar -xz -f - -C .restoring";
const swap = [
  "set -e; cd /data; test -d .restoring",
  "find . -mindepth 1 -maxdepth 1 ! -name .restoring -exec rm -rf {} +",
  "find .restoring -mindepth 1 -maxdepth 1 -exec mv {} . ';'",
  // Its program's user owns the root, and nobody else made it so: an image's own folder is copied into empty volumes only.
  'chown "$(stat -c %u:%g .restoring)" .; chmod "$(stat -c %a .restoring)" .; rmdir .restoring; sync',
].join("; ");

/** Reads and writes data volumes through short-lived containers. */
export class Helper {
  private running?: ChildProcess;

  /** @param image with Node.js and a shell: the probe's */
  constructor(
    private readonly docker: Pick<Docker, "cli">,
    private readonly image: string,
  ) {}

  /** Bytes in each of these volumes, which must exist: the engine would make those that do not. */
  async sizes(volumes: string[]): Promise<number[]> {
    if (volumes.length === 0) return [];
    const mounts = volumes.flatMap((name, at) => ["--volume", `${name}:/v/${at}:ro`]);
    const args = [...common, "--cap-add", "DAC_READ_SEARCH", ...mounts, this.image, ...nodeProgram, "sizes"];
    const { status, stdout, stderr } = await this.docker.cli.run(
      [...args, ...volumes.map((_, at) => `/v/${at}`)],
      { input: readProgram("backup") },
    );
    if (status !== 0) throw this.failed("The data volumes cannot be read", stderr);
    return JSON.parse(stdout) as number[];
  }

  /**
   * Reads a volume while its program runs.
   *
   * @param how whose it is: some write in ways of their own
   * @param take gets the archive, compressed
   * @throws Failure when it could not be read to its end
   */
  async pack(
    volume: string,
    how: "loki" | "grafana" | "files",
    take: (stream: Readable) => Promise<unknown>,
  ): Promise<Content> {
    const mount = ["--cap-add", "DAC_READ_SEARCH", "--volume", `${volume}:/data:ro`];
    const { child, ended } = this.docker.cli.stream([...common, ...mount, this.image, ...nodeProgram, how]);
    this.running = child;
    child.stdin.end(readProgram("backup"));
    // One that fails ends the other: the first cause is told.
    const [, { status, stderr }] = await Promise.all([take(child.stdout), ended]);
    if (status !== 0) throw this.failed(`The volume ${volume} cannot be read`, stderr);
    return JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as Content;
  }

  /** Unpacks an archive into a volume, beside what it holds. @throws Failure when it does not fit or cannot be written */
  async unpack(volume: string, archive: Readable): Promise<void> {
    const { child, ended } = this.docker.cli.stream([...this.writer(volume), unpack]);
    this.running = child;
    child.stdout.resume();
    // One that fails reads no further: what it says tells more than that.
    const [, { status, stderr }] = await Promise.all([
      pipeline(archive, child.stdin).catch(() => undefined),
      ended,
    ]);
    if (status !== 0) throw this.failed(`The volume ${volume} cannot be written`, stderr);
  }

  /** Puts what was unpacked in the place of what was there. */
  async swap(volume: string): Promise<void> {
    await this.write(volume, swap);
  }

  /** Takes away what was unpacked. */
  async discard(volume: string): Promise<void> {
    await this.write(volume, "rm -rf /data/.restoring");
  }

  /** Puts a small file that its program reads into the root of a volume, in one piece. */
  async note(volume: string, name: string, text: string): Promise<void> {
    await this.write(volume, `cat > /data/${name}.new && mv /data/${name}.new /data/${name}`, text);
  }

  /** Ends what is going on. */
  kill(): void {
    this.running?.kill();
  }

  private async write(volume: string, script: string, input = ""): Promise<void> {
    const { status, stderr } = await this.docker.cli.run([...this.writer(volume), script], { input });
    if (status !== 0) throw this.failed(`The volume ${volume} cannot be written`, stderr);
  }

  private writer(volume: string): string[] {
    const rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID"].flatMap((name) => ["--cap-add", name]);
    return [...common, ...rights, "--volume", `${volume}:/data`, this.image, "sh", "-c"];
  }

  private failed(what: string, stderr: string): Failure {
    const words = stderr.trim().split("\n").at(-1) || "the container says no word";
    return new Failure(`${what} (image ${this.image}): ${words}`);
  }
}
