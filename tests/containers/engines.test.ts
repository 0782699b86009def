import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector } from "../support/collector";
import { DockerApi } from "../support/docker-api";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

const count = 20;
const log = Array.from({ length: count }, (_, i) => ({
  log: `line ${i}\n`,
  stream: "stdout",
  time: `2026-11-22T20:00:${String(i).padStart(2, "0")}.5Z`,
}))
  .map((record) => JSON.stringify(record))
  .join("\n");

function theEngines(collector: Collector): void {
  it("brings each line once, asked for once, of a container on two networks with two ports", async () => {
    const on = { networks: ["bridge", "proxy"], ports: [8080, 9090] };
    const run = await collect(collector, {
      containers: [
        { name: "deepchat", log, ...on },
        { name: "ollama", log, ...on },
      ],
    });
    for (const name of ["deepchat", "ollama"])
      expect(run.entries.filter(({ labels }) => labels["container"] === name)).toHaveLength(count);
    expect(run.followed).toEqual({ deepchat: 1, ollama: 1 });
  });

  it("reads an engine at another path that takes no version of the API below 1.44, as Docker 29", async () => {
    const folder = mkdtempSync(join(tmpdir(), "socket-"));
    const socket = join(folder, "docker.sock");
    try {
      const { entries, log: said } = await collect(collector, {
        containers: [{ name: "ollama", log }],
        engine: { socket, version: "1.52", oldest: "1.44" },
      });
      expect(entries).toHaveLength(count);
      expect(said).not.toContain("too old");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reads the containers of a further engine, under the same jobs, and not those that are no source", async () => {
    const folder = mkdtempSync(join(tmpdir(), "socket-"));
    const socket = join(folder, "podman.sock");
    const further = await DockerApi.start(
      [
        { name: "ollama-2", log },
        { name: "db", log },
      ],
      { socket },
    );
    try {
      const { entries } = await collect(collector, {
        containers: [{ name: "deepchat", log }],
        settings: { moreSockets: [socket] },
      });
      const found = entries.map(({ labels }) => `${labels["job"]} ${labels["container"]}`);
      expect([...new Set(found)].sort()).toEqual(["deepchat-container deepchat", "ollama-service ollama-2"]);
      expect(found).toHaveLength(2 * count);
    } finally {
      await further.stop();
      rmSync(folder, { recursive: true });
    }
  });
}

for (const agent of testedAgents) withAgent(agent, "of an engine", theEngines);
