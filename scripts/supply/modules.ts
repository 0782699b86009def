import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../settings/declaration";

/** What is read of a module's own file. */
export interface PackageFile {
  name: string;
  version: string;
  license?: string;
  repository?: string | { url: string };
  dependencies?: Record<string, string>;
  /** What a provider's module says of its plugin. */
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

/** @param name of an installed module; none: the program's own file */
export function packageFile(name?: string): PackageFile {
  const folder = name === undefined ? root : path.join(root, "node_modules", name);
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as PackageFile;
}

/** The plugins that the program's modules are made for; `server`: what the module says of where it is had from. */
export function pluginsOf(): { name: string; version: string; server?: string }[] {
  return Object.keys(packageFile().dependencies ?? {}).flatMap((module) => {
    const { pulumi, version } = packageFile(module);
    if (!pulumi?.resource || !pulumi.name) return [];
    return [{ name: pulumi.name, version: pulumi.version ?? version, server: pulumi.server }];
  });
}
