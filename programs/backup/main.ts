// Reads a data volume for `npm run backup`: a tar archive, compressed, on stdout; on stderr how many files and bytes it
// holds, as JSON. Runs in a container of its own beside the program whose volume it is; Node >= 22.16, no dependency.
//
//   node - loki|grafana|files [folder]   the volume of Loki, of Grafana, or another one's; @default /data
//   node - sizes folder...               bytes in each folder, as a JSON list on stdout
import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import { constants, createGzip, type Gzip, type ZlibParams } from "node:zlib";

import { grafana } from "./grafana";
import { loki } from "./loki";
import { sizeOf } from "./sizes";
import { END } from "./tar";
import { type Count, rootEntry, walk } from "./walk";

const [, , what = "", folder = "/data", ...more] = process.argv;

/** What a restore left that was cut off. */
const UNFINISHED = ".restoring";

const readers = {
  loki,
  grafana,
  files: (root: string, count: Count) => walk(root, (name) => name === UNFINISHED, count),
};

try {
  if (what === "sizes") {
    const sizes = await Promise.all([folder, ...more].map(sizeOf));
    process.stdout.write(JSON.stringify(sizes));
  } else await archive(readers[what as keyof typeof readers]);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

async function archive(
  reader: (root: string, count: Count, packed: () => Promise<void>) => AsyncGenerator<Buffer>,
): Promise<void> {
  const count: Count = { files: 0, bytes: 0 };
  const gzip = createGzip({ level: 1, chunkSize: 1 << 18 }) as Gzip & ZlibParams;
  const packed = () =>
    new Promise<void>((resolve) => void gzip.params(0, constants.Z_DEFAULT_STRATEGY, () => resolve()));
  async function* all() {
    yield* rootEntry(folder);
    yield* reader(folder, count, packed);
    yield END;
  }
  await pipeline(all, gzip, process.stdout);
  fs.writeSync(2, JSON.stringify(count));
}
