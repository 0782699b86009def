import { snapshot } from "./snapshot";
import { type Count, keptFiles, walk } from "./walk";

/** Lines that were taken and are not yet in a chunk, and of which chunks the index is to tell: written to all the time. */
const FIRST = ["wal", "tsdb-shipper-active"];
/** The index: files that are written once, and replaced by one of several. */
const INDEX = "chunks/index";
/** Milliseconds after which a file of the index is taken for whole. */
const WHOLE_AFTER = 2_000;
/** What Loki makes anew (working folders, a cache), what a cut-off restore left, and our own notes in it. */
const LEFT_OUT = [
  "compactor",
  "tsdb-shipper-cache",
  ".restoring",
  ".backup.json",
  ".backup-failed.json",
  "lost+found",
];

/**
 * Loki's volume while it runs. A line goes from the write-ahead log to a chunk and its entry from the log of the index to
 * the index: read in that very order, each is found where it was or where it went. What has gone on meanwhile is there
 * twice, as after a crash, and Loki tells it once.
 *
 * @param packed says that what follows is compressed already: the second time costs a minute of a processor a gigabyte
 */
export async function* loki(root: string, count: Count, packed: () => Promise<void>): AsyncGenerator<Buffer> {
  const first = await snapshot(root, FIRST);
  const index = await snapshot(root, [INDEX], WHOLE_AFTER);
  yield* keptFiles(first, count);
  // The folder above it comes with the chunks; tar makes it where it is missing.
  yield* keptFiles(index, count);
  await packed();
  yield* walk(root, (name) => [...FIRST, INDEX, ...LEFT_OUT].includes(name), count);
}
