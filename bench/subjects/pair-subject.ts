import * as fs from "node:fs";
import * as path from "node:path";

import type { Agent } from "../../components/config/schema";
import { docker } from "../../tests/e2e/loss/docker";
import { images } from "../../tests/e2e/loss/images";
import { Pair } from "../../tests/e2e/loss/pair";
import { feed } from "../../tests/e2e/loss/writers";
import { hasJournald, service } from "../../tests/e2e/stand/journald";
import { atHand } from "./at-hand";
import { pipe, pipeRun } from "./container-log";
import { LokiStore } from "./loki-store";
import type { Running, Subject } from "./subject";

const unit = "ollama-bench.service";

/** This stack's Loki, collector and proxy as `up` starts them, with one of the two agents. */
export function pairSubject(name: string, what: string, agent: Agent): Subject {
  return {
    name,
    what,
    missing: () => atHand(images.loki, images[agent], images.proxy, images.writer),
    start: async () => {
      const journal = !hasJournald();
      const pair = new Pair({ ollama: true, ...(journal ? { units: [unit] } : {}) });
      try {
        return await started(pair, agent, journal);
      } catch (error) {
        await pair.dispose();
        throw error;
      }
    },
  };
}

async function started(pair: Pair, agent: Agent, journal: boolean): Promise<Running> {
  await pair.create(agent);
  const state = path.join(pair.folder, "state");
  fs.mkdirSync(state);
  await pair.run("web", pipeRun(state, images.writer), "none");
  await pair.startCollector(agent);
  await pair.lokiReady();
  const loki = await LokiStore.at(
    await docker("port", pair.name("loki"), "3100/tcp"),
    `{host="loss",job!="stack"}`,
  );
  const container = await pipe(state);
  const child = journal ? feed("docker", "exec", "-i", pair.name("journald"), ...service(unit)) : undefined;
  return {
    files: { webui: path.join(pair.logs, "webui.log"), ollama: path.join(pair.logs, "ollama/ollama.log") },
    container,
    ...(child?.stdin ? { journal: child.stdin } : {}),
    containers: Object.fromEntries(["loki", "collector", "proxy"].map((role) => [role, pair.name(role)])),
    count: (text) => loki.count(text),
    streams: () => loki.streams(),
    stored: () => loki.stored(pair.name("loki"), "/loki"),
    dispose: async () => {
      container.destroy();
      child?.stdin?.end();
      await pair.dispose();
    },
  };
}
