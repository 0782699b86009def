import { spawnSync } from "node:child_process";

import { hasEngine, type Missing } from "../../tests/support/engine";

/** Says whether images are on this host; none is pulled. */
export function atHand(...images: string[]): Missing {
  const engine = hasEngine();
  if (engine) return engine;
  const missing = images.filter((image) => spawnSync("docker", ["image", "inspect", image]).status !== 0);
  if (missing.length === 0) return undefined;
  return `not on this host: ${missing.join(", ")}; docker pull ${missing.join(" ")}`;
}
