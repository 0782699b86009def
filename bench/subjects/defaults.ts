import * as path from "node:path";

import { images } from "../../tests/e2e/loss/images";
import { atHand } from "./at-hand";
import { type Ground, grounded } from "./ground";
import { LokiStore } from "./loki-store";
import { plainPromtail } from "./plain-promtail";
import type { Running, Subject } from "./subject";

/** Loki as its image brings it and a plain Promtail: it reads files, and no containers. */
export const defaults: Subject = {
  name: "defaults",
  what: "Loki with the configuration of its image, and a plain Promtail",
  missing: () => atHand(images.loki, images.promtail),
  start: grounded(started),
};

async function started(ground: Ground): Promise<Omit<Running, "dispose">> {
  await ground.run(
    "loki",
    [
      ...["-p", "127.0.0.1::3100", ...ground.volume("loki", "/loki")],
      ...["-v", `${path.join(__dirname, "defaults-loki.yaml")}:/etc/loki/local-config.yaml:ro`],
    ],
    [images.loki, "-config.file=/etc/loki/local-config.yaml"],
  );
  const loki = await LokiStore.at(await ground.address("loki", 3100), `{job="varlogs"}`);
  const files = await plainPromtail(ground, "http://loki:3100/loki/api/v1/push");
  return {
    files,
    containers: ground.containers,
    count: (text) => loki.count(text),
    streams: () => loki.streams(),
    stored: () => loki.stored(ground.containers.loki ?? "", "/loki"),
  };
}
