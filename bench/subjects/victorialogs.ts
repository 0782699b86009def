import { images } from "../../tests/e2e/loss/images";
import { until } from "../../tests/e2e/stand/until";
import { atHand } from "./at-hand";
import { grounded } from "./ground";
import { plainPromtail } from "./plain-promtail";
import type { Subject } from "./subject";

const image = "victoriametrics/victoria-logs:latest";

/** VictoriaLogs. It takes what is pushed to a Loki, so that a plain Promtail feeds it. */
export const victorialogs: Subject = {
  name: "victorialogs",
  what: "VictoriaLogs, and a plain Promtail that pushes to it",
  missing: () => atHand(image, images.promtail),
  start: grounded(async (ground) => {
    await ground.run("store", ["-p", "127.0.0.1::9428"], [image]);
    const url = `http://${await ground.address("store", 9428)}`;
    await until("VictoriaLogs is ready", async () => (await fetch(`${url}/health`)).ok);
    const files = await plainPromtail(ground, "http://store:9428/insert/loki/api/v1/push");
    const count = async (text = "") => {
      const query = `${text ? JSON.stringify(text) : "*"} | stats count() as lines`;
      const response = await fetch(`${url}/select/logsql/query?${new URLSearchParams({ query })}`);
      return Number(((await response.json()) as { lines: string }).lines);
    };
    return { files, containers: ground.containers, count };
  }),
};
