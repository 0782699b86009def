import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { readProgram } from "../../components/shared/assets";

/** A program of a container's as the file that its container holds. Who made it before is not disturbed: others may run it. */
export function programFile(name: "adopt" | "backup" | "probe" | "relay" | "sensor" | "tls"): string {
  const text = readProgram(name);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const folder = path.join(os.tmpdir(), `deepchat-programs-${hash}`);
  const file = path.join(folder, `${name}.mjs`);
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, text);
  fs.renameSync(unfinished, file);
  return file;
}
