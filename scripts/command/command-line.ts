import * as path from "node:path";

import { root } from "../settings/declaration";

/** What Node.js is to run for a command of this project, such as `up`; its own arguments follow. */
export function commandLine(name: string): string[] {
  const scripts = path.join(root, "scripts");
  return ["--require", path.join(scripts, "start.cjs"), path.join(scripts, `${name}.ts`)];
}
