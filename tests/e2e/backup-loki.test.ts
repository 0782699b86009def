import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import { Helper } from "../../scripts/backup/helper";
import { DockerCli } from "../../scripts/engine/docker-cli";
import { describeE2E, hasImage } from "../support/engine";
import { pinned } from "../support/pins";
import { LokiVolume } from "./backup/loki-volume";
import { until } from "./stand/until";

/**
 * Loki's volume is copied while lines come and Loki writes, moves and merges its files all the time. Whatever a copy meets:
 * each line that Loki had taken when the copy began is in it.
 */

const image = pinned("probeImage");
const cannot = hasImage(pinned("lokiImage")) ?? hasImage(image);
const streams = ["backup-a", "backup-b", "backup-c"];
const rounds = Number(process.env.ROUNDS ?? 6);

describeE2E("a copy of Loki's volume", cannot, () => {
  const cli = new DockerCli(process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock");
  const helper = new Helper({ cli }, image);
  let loki: LokiVolume;
  let stopped = false;
  /** How many lines of each stream were taken. */
  const taken = new Map(streams.map((stream) => [stream, 0]));
  let writing: Promise<unknown>;

  beforeAll(async () => {
    loki = new LokiVolume();
    await loki.start();
    writing = Promise.all(streams.map((stream) => write(stream)));
    await until("lines of each", () => [...taken.values()].every((count) => count > 100));
  }, 60_000);
  afterAll(async () => {
    stopped = true;
    await writing;
    loki?.dispose();
  }, 60_000);

  async function write(stream: string): Promise<void> {
    for (let number = 0; !stopped; number++) {
      await loki.push(stream, number, () => stopped);
      if (!stopped) taken.set(stream, number + 1);
    }
  }

  /** Numbers of a stream's lines that a Loki does not have. */
  async function missing(of: LokiVolume, stream: string, count: number): Promise<number[]> {
    const entries = await of.reader.entries(stream);
    const found = new Set(entries.map(({ line }) => Number(/ n=(\d+) /.exec(line)?.[1])));
    return Array.from({ length: count }, (_, n) => n).filter((n) => !found.has(n));
  }

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    "holds all that was taken before it began (%i)",
    async (round) => {
      // So that some is in the index, and some is not.
      if (round % 2 === 0) await loki.restart();
      const begun = new Map(taken);
      let archive = Buffer.alloc(0);
      const { files } = await helper.pack(loki.volume, "loki", async (stream) => {
        archive = await buffer(stream);
      });
      expect(files).toBeGreaterThan(1);
      const copy = new LokiVolume();
      try {
        await helper.unpack(copy.volume, Readable.from([archive]));
        await helper.swap(copy.volume);
        await copy.start();
        for (const [stream, count] of begun) {
          expect([stream, await missing(copy, stream, count)]).toEqual([stream, []]);
        }
      } finally {
        copy.dispose();
      }
    },
    120_000,
  );
});
