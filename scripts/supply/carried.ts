import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../settings/declaration";

/** What a bundle brings along, beside the program (npm run bundle). Not there in a usual checkout. */
const folder = path.join(root, ".offline");

/** Where a bundle has the Pulumi CLI with its plugins, which the CLI finds beside itself. */
export const carriedCli = path.join(folder, "bin");

/** Images of a bundle; undefined where there are none. */
export function carriedImages(): string | undefined {
  const file = path.join(folder, "images.tar");
  return fs.existsSync(file) ? file : undefined;
}

/** PATH with a bundle's plugins at its end: for a CLI that is this machine's own. */
export function withCarried(searched: string | undefined): string | undefined {
  if (!fs.existsSync(carriedCli)) return searched;
  return [...(searched ? [searched] : []), carriedCli].join(path.delimiter);
}
