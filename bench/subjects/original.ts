import * as path from "node:path";

import { images } from "../../tests/e2e/loss/images";
import { atHand } from "./at-hand";
import { pipe, pipeRun } from "./container-log";
import { type Ground, grounded } from "./ground";
import { LokiStore } from "./loki-store";
import type { Running, Subject } from "./subject";

/**
 * The design that this project began with, its two configurations as it prints them. Otherwise than printed: Loki and
 * Promtail of today instead of 2.9.2; `allow_structured_metadata: false`, without which Loki 3 does not start with this
 * schema; a volume instead of a folder of root's, which Loki may not write to; no Grafana. Read containers called
 * deepchat are everybody's: beside a stack that runs, their lines take streams away.
 */
export const original: Subject = {
  name: "original",
  what: "the original design's Loki and Promtail as printed, on the newest images that run them",
  missing: () => atHand(images.loki, images.promtail, images.writer),
  start: grounded(started),
};

async function started(ground: Ground): Promise<Omit<Running, "dispose">> {
  const [deepchat, ollama] = [ground.subfolder("log/deepchat"), ground.subfolder("log/ollama")];
  await ground.run(
    "loki",
    [
      ...["-p", "127.0.0.1::3100", ...ground.volume("loki", "/loki")],
      ...["-v", `${path.join(__dirname, "original-loki.yaml")}:/etc/loki/local-config.yaml:ro`],
    ],
    [images.loki, "-config.file=/etc/loki/local-config.yaml"],
  );
  const state = ground.subfolder("state");
  const web = pipeRun(state, images.writer);
  // The design reads containers of such names, whoever's they are.
  await ground.run("web", web.options, web.command, `deepchat-${path.basename(ground.folder)}`);
  const loki = await LokiStore.at(await ground.address("loki", 3100), `{job=~".+"}`);
  await ground.run(
    "collector",
    [
      ...["-v", `${ground.subfolder("log")}:/var/log`, "-v", "/var/run/docker.sock:/var/run/docker.sock"],
      ...["-v", `${path.join(__dirname, "original-promtail.yaml")}:/etc/promtail/config.yml:ro`],
    ],
    [images.promtail, "-config.file=/etc/promtail/config.yml"],
  );
  const { loki: store = "", collector = "" } = ground.containers;
  return {
    files: { webui: path.join(deepchat, "webui.log"), ollama: path.join(ollama, "server.log") },
    container: await pipe(state),
    containers: { loki: store, collector },
    count: (text) => loki.count(text),
    streams: () => loki.streams(),
    stored: () => loki.stored(store, "/loki"),
  };
}
