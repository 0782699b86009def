import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { GrafanaApi } from "../../scripts/grafana/api";
import { describeE2E } from "../support/engine";
import { Original } from "./adopt/original";
import { SteadyLines } from "./adopt/steady";
import { cannotRun } from "./stand/cannot-run";
import { askLoki } from "./stand/loki-answers";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** A stack that the original design's files made is taken over, and given back. The tests build on each other, in order. */

describeE2E("adopt", cannotRun(), () => {
  let stand: Stand;
  let original: Original;
  let steady: SteadyLines;

  const DAY = 86_400_000;
  const midnight = Math.floor(Date.now() / DAY) * DAY;
  const runs = { loki: "running", promtail: "running", grafana: "running" };
  const stopped = { loki: "exited", promtail: "exited", grafana: "exited" };
  const nothing = { containers: [], networks: [], volumes: [] };
  const log = () => path.join(stand.logs, "webui-steady.log");
  const contactPoint = "/api/v1/provisioning/contact-points";

  const count = async (words: string, end = Date.now()) => {
    const query = `sum(count_over_time({job="deepchat-webui"} |= "${words}="[5d]))`;
    const parameters = new URLSearchParams({ query, time: String(end / 1000) });
    const answer = await fetch(`${original.lokiUrl}/loki/api/v1/query?${parameters}`);
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? 0);
  };
  beforeAll(async () => {
    stand = await Stand.create();
    original = new Original(stand);
    await original.start();
    steady = new SteadyLines(log(), (words) => stand.loki(`{job="deepchat-webui"} |= "${words}"`));
    steady.start();
    const { grafana } = original;
    await grafana.post("/api/dashboards/db", { dashboard: { uid: "by-hand", title: "By hand" } });
    await grafana.post("/api/admin/users", {
      login: "somebody",
      password: "a-long-password-1",
      name: "Somebody",
    });
    const settings = { url: "http://127.0.0.1:9/", username: "me", password: "a-secret-of-theirs" };
    await grafana.post(contactPoint, { name: "Theirs", type: "webhook", settings });
    await original.push("old", 300, midnight - 2 * DAY, 60_000);
    // In one chunk with lines of today.
    const span = Math.min(3_600_000, Date.now() - midnight);
    await original.push("span", 200, midnight - span, Math.floor(span / 100));
    for (let at = 0; at < 5; at++) await stand.chat({ note: `chat=${at}` });
    await until(
      "their Promtail sends",
      async () => (await original.loki('{job="deepchat-webui"} |= "steady=9"')).length > 5,
    );
  }, 180_000);
  afterAll(async () => {
    steady?.stop();
    original?.dispose();
    await stand?.dispose();
  }, 120_000);

  it("asks first, and says what it found", async () => {
    const { code, output } = await stand.npm("adopt", "--from", original.prefix);
    expect([code, output]).toEqual([1, expect.stringContaining("Nothing was changed.")]);
    expect(output).toContain(`the compose project ${original.prefix} in ${original.folder}`);
    expect(output).toContain("boltdb-shipper v11 since 2020-10-24");
    expect(output).toContain("2 users, 2 dashboards");
    expect(stand.leftovers()).toEqual(nothing);
  }, 60_000);

  it.each([
    [["--from", "/nowhere"], "There is no container of Loki that belongs to /nowhere"],
    [["--undo", "--yes"], "took over no other one here"],
  ])(
    "refuses %j in a sentence",
    async (args, said) => {
      const { code, output } = await stand.npm("adopt", ...args);
      expect([code, output]).toEqual([1, expect.stringContaining(said)]);
    },
    60_000,
  );

  it("leaves theirs running when it is interrupted while ours is made", async () => {
    const args = [
      "run",
      "--silent",
      "adopt",
      "--",
      "--from",
      original.folder,
      "--yes",
      "--stack",
      stand.stack,
    ];
    const child = spawn("npm", args, { cwd: stand.folder, env: stand.environment(), detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
    const ended = new Promise((resolve) => child.once("close", resolve));
    await until(
      "one of ours runs",
      () => stand.leftovers().containers.length > 0 && output.includes("Updating"),
      180_000,
    );
    expect(original.states()).toEqual(runs);
    // As a terminal does: to the whole group.
    process.kill(-(child.pid ?? 0), "SIGINT");
    // npm itself ends by the signal, whatever its command does.
    await ended;
    expect(output).toMatch(/Interrupted\. .* run as before, and nothing of ours is left\./);
    expect(original.states()).toEqual(runs);
    expect(stand.leftovers()).toEqual(nothing);
    const local = path.join(stand.folder, `Pulumi.${stand.stack}.local.yaml`);
    expect(fs.readFileSync(local, "utf8")).not.toMatch(/loki|Port|retention/);
    expect(await steady.wrong()).toEqual([]);
  }, 240_000);

  it("takes it over: its containers are stopped, and as they were", async () => {
    await stand.chat({ note: "chat=5" });
    const { output, seconds } = await stand.must("adopt", "--from", original.folder, "--yes");
    console.log(`adopt: ${seconds.toFixed(1)} s\n${output}`);
    expect(original.states()).toEqual(stopped);
    expect(output).toMatch(/Positions +\d+ files? and 1 container/);
    expect(output).toContain("retention to 3650d");
  }, 240_000);

  it("finds every old line under its labels, at the same address", async () => {
    expect(await count("old")).toBe(300);
    expect(await count("span")).toBe(200);
    const url = `${original.lokiUrl}`;
    const [line] = await askLoki(url, '{job="deepchat-webui", host=""} |= "steady="');
    expect(line?.labels).toMatchObject({ job: "deepchat-webui", filename: log() });
  }, 60_000);

  it("has each line once, of before, meanwhile and from now on", async () => {
    await stand.chat({ note: "chat=6" });
    expect(await steady.wrong()).toEqual([]);
    const ours = await stand.loki('{job="deepchat-webui", host="e2e-host"} |= "steady="');
    expect(ours.length).toBeGreaterThan(0);
    const chats = await until("the last one is told", async () => {
      const lines = await stand.loki('{job="deepchat-container"} |= "chat="');
      return lines.some(({ value }) => value.includes("chat=6")) && lines;
    });
    const notes = chats.map(({ value }) => /chat=\d+/.exec(value)?.[0]).sort();
    expect(notes).toEqual(["chat=0", "chat=1", "chat=2", "chat=3", "chat=4", "chat=5", "chat=6"]);
  }, 120_000);

  it("has their users, dashboards and secrets", async () => {
    const grafana = await stand.grafana();
    expect(await grafana.get("/api/users/lookup?loginOrEmail=somebody")).toMatchObject({ name: "Somebody" });
    for (const [uid, title] of [
      ["by-hand", "By hand"],
      ["from-file", "From a file"],
    ])
      expect(await grafana.get(`/api/dashboards/uid/${uid}`)).toMatchObject({
        dashboard: { title },
        meta: { provisioned: false },
      });
    const points = await grafana.get<{ name: string; settings: { password: string } }[]>(
      `${contactPoint}/export?format=json&decrypt=true`,
    );
    expect(JSON.stringify(points)).toContain("a-secret-of-theirs");
    const other = new GrafanaApi(`http://127.0.0.1:${stand.ports.grafana}/`, "admin");
    expect(await other.status("/api/user")).toBe(401);
  }, 60_000);

  it("is a stack on which an up changes nothing, and that takes over once", async () => {
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    const again = await stand.npm("adopt", "--yes");
    expect([again.code, again.output]).toEqual([1, expect.stringContaining("took over another one already")]);
  }, 120_000);

  it("gives it back, with the lines of meanwhile", async () => {
    const { output } = await stand.must("adopt", "--undo", "--yes");
    expect(output).toContain("run as before");
    expect(original.states()).toEqual(runs);
    expect(stand.leftovers()).toEqual(nothing);
    await until("their Loki is ready", async () => (await fetch(`${original.lokiUrl}/ready`)).ok);
    expect(await steady.wrong()).toEqual([]);
    expect(await count("old")).toBe(300);
    expect(await original.grafana.status("/api/dashboards/uid/by-hand")).toBe(200);
  }, 180_000);
});
