import * as crypto from "node:crypto";
import * as fs from "node:fs";
import { pipeline } from "node:stream/promises";

/** SHA-256 of what is in memory, in hexadecimal digits. */
export function sha256(bytes: Buffer | string): string {
  return crypto.createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file; a piece at a time, since images and volumes are big. */
export async function sumOf(file: string): Promise<string> {
  const hash = crypto.createHash("sha256");
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** A line of a list of checksums, as `sha256sum` writes and reads it. */
export function sumLine(sum: string, file: string): string {
  return `${sum}  ${file}\n`;
}
