import type { Registered } from "./program";

/** The resources a program asks for, each below the one it belongs to. */
export function tree(resources: Pick<Registered, "name" | "type" | "path">[]): string {
  return resources.map((r) => `${"  ".repeat(r.path.length)}${r.name}  ${r.type}\n`).join("");
}
