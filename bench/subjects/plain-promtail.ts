import * as path from "node:path";

import { images } from "../../tests/e2e/loss/images";
import type { Ground } from "./ground";
import type { Running } from "./subject";

/** Starts a Promtail of the plainest configuration; returns the files that it reads. @param url where it pushes to */
export async function plainPromtail(ground: Ground, url: string): Promise<Running["files"]> {
  const log = ground.subfolder("log");
  await ground.run(
    "collector",
    [
      ...["-v", `${log}:/var/log`, "-e", `PUSH_URL=${url}`],
      ...["-v", `${path.join(__dirname, "defaults-promtail.yaml")}:/etc/promtail/config.yml:ro`],
    ],
    [images.promtail, "-config.file=/etc/promtail/config.yml", "-config.expand-env=true"],
  );
  return { webui: path.join(log, "webui.log"), ollama: path.join(log, "ollama.log") };
}
