import { type ChildProcess, spawn } from "node:child_process";

import type { Collector } from "./collector";

/** An agent that runs. */
export interface Running {
  log: () => string;
  exited: Promise<never>;
  stop: () => Promise<void>;
}

/** Starts an agent with a configuration, whose own files stand in a folder, and variables of its environment. */
export function start(
  collector: Collector,
  config: string,
  root: string,
  variables: Record<string, string>,
): Running {
  const environment = { ...process.env, ...variables };
  const args =
    collector.agent === "promtail"
      ? [`-config.file=${config}`]
      : [
          "run",
          "--config.format=promtail",
          `--storage.path=${root}/alloy`,
          // Alloy takes no port 0.
          `--server.http.listen-addr=127.0.0.1:${20_000 + (process.pid % 20_000)}`,
          "--disable-reporting",
          config,
        ];
  const [program = "", ...first] = collector.command;
  if (program === "docker")
    first.splice(1, 0, ...Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`));
  const child: ChildProcess = spawn(program, [...first, ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout?.on("data", (data: Buffer) => (log += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (log += data.toString()));
  let stopping = false;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exited = closed.then(() => {
    if (!stopping) throw new Error(`${collector.agent} stopped by itself:\n${log.slice(-2000)}`);
    return new Promise<never>(() => undefined);
  });
  exited.catch(() => undefined);
  return {
    log: () => log,
    exited,
    stop: async () => {
      stopping = true;
      child.kill("SIGTERM");
      await closed;
    },
  };
}
