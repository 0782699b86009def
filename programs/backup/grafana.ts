import fs from "node:fs";
import path from "node:path";

import { copyDatabase } from "../shared/database";
import { type Count, oneFile, walk } from "./walk";

const DATABASE = "grafana.db";

/** Grafana's volume while it runs: its database by SQLite's own copy, then the rest, its keys among it. */
export async function* grafana(root: string, count: Count): AsyncGenerator<Buffer> {
  const original = path.join(root, DATABASE);
  if (fs.existsSync(original)) {
    const copy = path.join(fs.mkdtempSync("/tmp/grafana-"), DATABASE);
    await copyDatabase(original, copy);
    yield* oneFile(copy, DATABASE, count, fs.statSync(original));
    fs.rmSync(path.dirname(copy), { recursive: true });
  }
  // Beside the database are its journals, which belong to the running one.
  yield* walk(root, (name) => name === ".restoring" || name.startsWith(DATABASE), count);
}
