import * as fs from "node:fs";
import * as path from "node:path";

import { draw } from "./draw";
import { page } from "./markdown";
import type { Result } from "./result";

/** Writes a result into a folder, which is made: as JSON, as a page, and as a picture. */
export function write(result: Result, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const put = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), `${text}\n`);
  put("report.json", JSON.stringify(result, null, 2));
  put("report.svg", draw(result));
  put("report.md", page(result, "report.svg"));
}
