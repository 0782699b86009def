import { images } from "../../tests/e2e/loss/images";
import { atHand } from "./at-hand";
import { grounded } from "./ground";
import { LokiStore } from "./loki-store";
import { plainPromtail } from "./plain-promtail";
import type { Subject } from "./subject";

const image = "grafana/otel-lgtm:latest";

/** Grafana's image with everything in it, for trying things out; its Loki takes what a plain Promtail pushes. */
export const otelLgtm: Subject = {
  name: "otel-lgtm",
  what: "grafana/otel-lgtm, and a plain Promtail that pushes to its Loki",
  missing: () => atHand(image, images.promtail),
  start: grounded(async (ground) => {
    await ground.run("lgtm", ["-p", "127.0.0.1::3100"], [image]);
    const loki = await LokiStore.at(await ground.address("lgtm", 3100), `{job="varlogs"}`);
    const files = await plainPromtail(ground, "http://lgtm:3100/loki/api/v1/push");
    return {
      ...{ files, containers: ground.containers },
      count: (text) => loki.count(text),
      streams: () => loki.streams(),
    };
  }),
};
