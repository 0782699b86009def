import * as fs from "node:fs";
import * as path from "node:path";

import { onPath, pulumiHome } from "../pulumi/find-cli";
import { pluginsOf } from "../supply/modules";

/** A plugin of the Pulumi CLI that the program needs. */
export interface Plugin {
  name: string;
  version: string;
  /** Address of whom it is downloaded from. */
  server: string;
  /** Where it is; undefined: it will be downloaded. */
  at?: string;
}

/** Where the CLI gets what says nothing else. */
export const pulumiServer = "https://get.pulumi.com";

/**
 * The plugins of the installed packages, and where they are.
 *
 * @param own the stack's own server of plugins. @default each one's publisher's
 */
export function plugins(own?: string, folder = path.join(pulumiHome(), "plugins")): Plugin[] {
  return pluginsOf().map(({ name, version, server: said }) => {
    const kept = path.join(folder, `resource-${name}-v${version}`);
    // The CLI takes one on PATH whatever its version.
    const at = onPath(`pulumi-resource-${name}`) ?? (fs.existsSync(kept) ? kept : undefined);
    const publisher = said?.startsWith("github://") ? "https://api.github.com" : pulumiServer;
    return { name, version, server: own ?? publisher, ...(at ? { at } : {}) };
  });
}
