import * as fs from "node:fs";

import { grafanaNames, uids } from "../../components/shared/naming";
import { describeE2E } from "../support/engine";
import { alerts } from "./life-cycle/alerts";
import { healing } from "./life-cycle/healing";
import { cannotRun } from "./stand/cannot-run";
import { docker, healthy } from "./stand/docker";
import { mailServer } from "./stand/mail-server";
import { runPanels } from "./stand/panels";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** One stack from an empty host to an empty host, as its user lives through it. The tests build on each other, in order. */

describeE2E("a stack's life", cannotRun(), () => {
  let stand: Stand;
  const old = 30;

  beforeAll(async () => {
    stand = await Stand.create();
    const host = "http://host.docker.internal";
    stand.configure({ emailTo: ["ops@example.com"], ...mailServer(stand) });
    await stand.must(
      "pulumi",
      "config",
      "set",
      "--secret",
      "wecomUrl",
      `${host}:${stand.receiver.httpPort}/wecom`,
    );
    await stand.must(
      "pulumi",
      "config",
      "set",
      "--secret",
      "webhookUrl",
      `${host}:${stand.receiver.httpPort}/webhook`,
    );
    // What the host has from before: lines without a time.
    const failed = 'INFO:     127.0.0.1:51000 - "GET /old HTTP/1.1" 500 Internal Server Error\n';
    fs.writeFileSync(`${stand.logs}/webui-old.log`, failed.repeat(old));
  }, 120_000);

  afterAll(async () => stand?.dispose(), 120_000);

  it("comes up with one command, without a login or a question, and says where to look", async () => {
    const { output, seconds } = await stand.must("up");
    console.log(`first up: ${seconds.toFixed(1)} s`);
    expect(output).toContain(`http://localhost:${stand.ports.grafana}/d/${uids.dashboards.overview}`);
    expect(output).toContain(`stack output --stack ${stand.stack} adminPassword --show-secrets`);
    expect(output).not.toContain(await stand.adminPassword());
    for (const role of ["loki", "collector", "probe", "grafana", "relay"])
      await healthy(stand.container(role));
  }, 180_000);

  it("shows no secret in docker inspect, in a container's log or in plain outputs", async () => {
    const password = await stand.adminPassword();
    expect(password.length).toBeGreaterThan(15);
    for (const role of ["loki", "collector", "probe", "grafana"]) {
      const seen = docker("inspect", stand.container(role)) + docker("logs", stand.container(role));
      expect([role, seen.includes(password)]).toEqual([role, false]);
    }
    const { output } = await stand.must("pulumi", "stack", "output");
    expect(output).toContain("[secret]");
    expect(output).not.toContain(password);
  }, 60_000);

  it("changes nothing at a second up and at a refresh", async () => {
    const { output, seconds } = await stand.must("up");
    console.log(`no-op up: ${seconds.toFixed(1)} s`);
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    await stand.must("refresh");
    await (await stand.automation()).preview({ expectNoChanges: true, configFile: stand.configFile });
  }, 120_000);

  it("brings lines of every job to Loki, their fields as structured metadata", async () => {
    for (let i = 0; i < 20; i++) await stand.chat({ duration: 100 + i });
    await stand.chat({ status: 404 });
    await stand.chat({ status: 500, note: "boom timeout" });
    await stand.ollama.generate();
    for (const job of ["deepchat-webui", "deepchat-container", "ollama-service", "probe"]) {
      await until(`lines of ${job}`, async () => (await stand.loki(`{job="${job}"}`)).length > 0);
    }
    const requests = await until("22 requests", async () => {
      const lines = await stand.loki('{job="deepchat-webui"} | path="/chat"');
      return lines.length === 22 && lines;
    });
    const failed = requests.find(({ value }) => value.includes("boom"));
    expect(failed?.labels).toMatchObject({
      host: "e2e-host",
      status_code: "500",
      method: "POST",
      duration: "12.5ms",
      level: "error",
    });
    const [streams] = await stand.loki(
      'count(sum by (job, host, container, filename, unit, stream) (count_over_time({job=~".+"}[15m])))',
    );
    expect(Number(streams?.value)).toBeLessThan(20);
  }, 120_000);

  it("answers with verify what people ask first", async () => {
    const { output } = await stand.must("verify");
    expect(output).toMatch(/ok +\{job="deepchat-webui"\}/);
    expect(output).toMatch(/ok +\{job="deepchat-container"\} \|~ "stream\|chunk"/);
    expect(output).toMatch(/ok +datasource Loki/);
    expect(output).toMatch(/ok +alert rules +(\d+) of \1 loaded/);
    expect(output).toMatch(/ok +contact point +.*wecom/);
    expect(output).toMatch(/ 0 failed/);
  }, 60_000);

  it("shows the state of everything on the overview", async () => {
    const grafana = await stand.grafana();
    const shown = async () => {
      const answers = await runPanels(grafana, uids.dashboards.overview, Date.now() - 300_000);
      // Further queries of a tile are of other model servers, and here are none.
      const first = answers.filter(({ refId }) => refId === "A");
      return Object.fromEntries(first.map(({ panel, series }) => [panel, series[0]?.values.at(-1)]));
    };
    const right = { DeepChat: 1, Ollama: 1, Logs: 1, Alerts: 0, "5xx": 1 };
    await until("the tiles are right", async () => {
      const tiles = await shown();
      return Object.entries(right).every(([title, value]) => tiles[title] === value);
    });
  }, 90_000);

  alerts(() => stand);
  healing(() => stand);

  it("is destroyed with Grafana stopped, leaving nothing but data volumes", async () => {
    const grafana = await stand.grafana();
    await grafana.post("/api/dashboards/db", {
      dashboard: { uid: "mine", title: "Mine" },
      folderUid: uids.folders.dashboards,
    });
    docker("stop", stand.container("grafana"));
    await stand.must("destroy");
    expect(stand.leftovers()).toEqual({
      containers: [],
      networks: [],
      volumes: ["collector", "grafana", "loki"].map((role) => `${stand.prefix}-${role}-data`),
    });
  }, 180_000);

  it("comes up again on kept data: the user's dashboards and old logs are there, nothing is doubled", async () => {
    await stand.must("up");
    const grafana = await stand.grafana();
    expect(await grafana.get("/api/dashboards/uid/mine")).toMatchObject({ dashboard: { title: "Mine" } });
    const points = (await grafana.get<{ name: string }[]>("/api/v1/provisioning/contact-points")) ?? [];
    expect(points.filter(({ name }) => name === grafanaNames.contactPoints.critical)).toHaveLength(3);
    const health = await grafana.get<{ status: string }>(`/api/datasources/uid/${uids.datasource}/health`);
    expect(health?.status).toBe("OK");
    expect((await stand.loki('{job="deepchat-webui"} |= "boom"')).length).toBe(1);
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 240_000);

  it("leaves nothing at all when told to delete the data", async () => {
    await stand.must("destroy", "--delete-data", "--yes");
    expect(stand.leftovers()).toEqual({ containers: [], networks: [], volumes: [] });
  }, 120_000);
});
