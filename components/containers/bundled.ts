import { readProgram } from "../shared/assets";
import type { ServiceArgs } from "./service";

/**
 * A folder that no image has: one that is there keeps its owner and mode when memory is mounted over it, whatever the
 * mount says, and only root might write to it.
 */
const folder = "/program";

/** Programs that lie in memory. */
type Program = "probe" | "sensor" | "tls";

/** Where a program of ours lies in its container. */
const programFile = (name: Program) => `${folder}/${name}.mjs`;

/**
 * A program of ours in a root that cannot be written to. The engine puts no files there, so the program's text comes by
 * environment and becomes a file in memory; it has no secrets (docs/decisions/read-only-roots.md).
 *
 * @param environment its settings
 */
export function bundled(
  name: Program,
  environment: Record<string, string>,
): Pick<ServiceArgs, "entrypoint" | "command" | "environment" | "readOnly" | "inMemory"> {
  const file = programFile(name);
  return {
    entrypoint: ["sh", "-c"],
    command: [`printf %s "$PROGRAM" >${file} && exec env -u PROGRAM node ${file}`],
    environment: { ...environment, PROGRAM: readProgram(name) },
    readOnly: true,
    inMemory: folder,
  };
}
