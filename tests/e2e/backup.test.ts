import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { describeE2E } from "../support/engine";
import { spoiled } from "./backup/spoiled";
import { makeThings, things } from "./backup/what-is-there";
import { cannotRun } from "./stand/cannot-run";
import { docker } from "./stand/docker";
import { freePorts } from "./stand/free-ports";
import { stackFile } from "./stand/stack-file";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** A stack is backed up under load, lost with all it had, and made again from the backup. The tests build on each other, in order. */

describeE2E("backup and restore", cannotRun(), () => {
  const backups = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-backups-"));
  let stand: Stand;
  let archive = "";
  let passphrase = "";
  let password = "";
  let acknowledged: string[] = [];
  let before: Awaited<ReturnType<typeof things>>;
  let written = 0;
  let writer: NodeJS.Timeout | undefined;

  const webhook = () => `http://host.docker.internal:${stand.receiver.httpPort}/webhook`;
  const log = () => path.join(stand.logs, "webui-steady.log");
  const state = (...rest: string[]) => path.join(stand.folder, ".pulumi-state", ...rest);
  const nothing = { containers: [], networks: [], volumes: [] };

  /** Numbers of the steady lines that Loki has. */
  async function numbers(): Promise<string[]> {
    const lines = await stand.loki('{job="deepchat-webui"} |= "steady"');
    return lines.map(({ value }) => / steady=(\d+)/.exec(value)?.[1] ?? value);
  }

  beforeAll(async () => {
    stand = await Stand.create();
    await stand.must("pulumi", "config", "set", "--secret", "webhookUrl", webhook());
    await stand.must("up");
    writer = setInterval(() => fs.appendFileSync(log(), `INFO: steady=${written++} and so on\n`), 50);
    await makeThings(await stand.grafana());
  }, 300_000);
  afterAll(async () => {
    clearInterval(writer);
    await stand?.dispose();
    fs.rmSync(backups, { recursive: true, force: true });
  }, 120_000);

  it("backs up while lines come, into a folder that nobody else may read", async () => {
    password = await stand.adminPassword();
    passphrase = fs.readFileSync(state("passphrase"), "utf8");
    await until("lines are in Loki", async () => (await numbers()).length > 100);
    before = await things(await stand.grafana());
    acknowledged = await numbers();
    const { output, seconds } = await stand.must("backup", "--to", backups);
    console.log(`backup: ${seconds.toFixed(1)} s\n${output}`);
    const [name = "", ...more] = fs.readdirSync(backups);
    expect([name, more]).toEqual([expect.stringMatching(new RegExp(`^${stand.stack}-\\d{8}-\\d{6}$`)), []]);
    archive = path.join(backups, name);
    expect(fs.readdirSync(archive).sort()).toEqual([
      ...[`Pulumi.${stand.stack}.local.yaml`, `Pulumi.${stand.stack}.yaml`, "SHA256SUMS"],
      ...["collector.tar.gz", "grafana.tar.gz", "loki.tar.gz", "manifest.json", "state.json"],
    ]);
    expect(fs.statSync(archive).mode & 0o077).toBe(0);
    const texts = fs.readdirSync(archive).map((file) => fs.readFileSync(path.join(archive, file), "latin1"));
    for (const secret of [passphrase, password, webhook()])
      expect(texts.some((text) => text.includes(secret))).toBe(false);
  }, 120_000);

  it("changes nothing of the stack", async () => {
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 120_000);

  it("is not restored over data unless that is said, and confirmed", async () => {
    const plain = await stand.npm("restore", archive);
    expect([plain.code, plain.output]).toEqual([
      1,
      expect.stringMatching(/has data on this Docker engine .*Nothing was changed\./),
    ]);
    const unasked = await stand.npm("restore", archive, "--replace");
    expect([unasked.code, unasked.output]).toEqual([
      1,
      expect.stringMatching(/This replaces the data of stack .*add --yes/),
    ]);
    expect((await numbers()).length).toBeGreaterThanOrEqual(acknowledged.length);
  }, 120_000);

  it("is all that is left when everything is lost", async () => {
    clearInterval(writer);
    await stand.must("destroy", "--delete-data", "--yes");
    expect(stand.leftovers()).toEqual(nothing);
    // Another host: no logs of before, no state, no settings.
    fs.rmSync(log());
    fs.rmSync(state(), { recursive: true });
    for (const end of ["yaml", "local.yaml"])
      fs.rmSync(path.join(stand.folder, `Pulumi.${stand.stack}.${end}`));
  }, 120_000);

  it.each(spoiled)(
    "is refused when it is $how, before anything is changed",
    async ({ spoil, sentence }) => {
      const copy = path.join(backups, "copy");
      fs.cpSync(archive, copy, { recursive: true });
      spoil(copy);
      fs.mkdirSync(state(), { recursive: true });
      fs.writeFileSync(state("passphrase"), passphrase);
      const { code, output } = await stand.npm("restore", copy);
      expect([code, output]).toEqual([1, expect.stringMatching(sentence)]);
      expect(stand.leftovers()).toEqual(nothing);
      expect(fs.existsSync(path.join(stand.folder, `Pulumi.${stand.stack}.yaml`))).toBe(false);
      fs.rmSync(copy, { recursive: true });
    },
    60_000,
  );

  it("is refused without the passphrase of the stack it is of", async () => {
    fs.writeFileSync(state("passphrase"), "another one");
    const { code, output } = await stand.npm("restore", archive);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(
        /The passphrase in \.pulumi-state\/passphrase is not the one .* Nothing was changed\./,
      ),
    ]);
    expect(stand.leftovers()).toEqual(nothing);
    fs.writeFileSync(state("passphrase"), passphrase);
  }, 60_000);

  it("brings back every line that Loki had, and what people made in Grafana", async () => {
    const { output, seconds } = await stand.must("restore", archive);
    console.log(`restore: ${seconds.toFixed(1)} s\n${output}`);
    expect(output).toMatch(/loki +\d+ files/);
    expect(output).toMatch(/lines +[1-9]\d+ in Loki/);
    expect(output).toMatch(/grafana +Up .*\(healthy\)/);
    const found = new Set(await numbers());
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((number) => !found.has(number))).toEqual([]);
    expect(await stand.adminPassword()).toBe(password);
    const grafana = await stand.grafana();
    expect(before).toEqual({
      ...{ dashboard: "By hand", user: "Somebody", silences: ["while we move: active"] },
      alertSince: expect.stringMatching(/^20/) as string,
    });
    await until("the alert goes on", async () => (await things(grafana)).alertSince !== undefined);
    expect(await things(grafana)).toEqual(before);
  }, 300_000);

  it("leaves a stack on which an up changes nothing, and verify finds well", async () => {
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    await stand.must("verify");
  }, 180_000);

  it("is restored over what is there when that is confirmed, the newer things gone", async () => {
    await (await stand.grafana()).post("/api/dashboards/db", { dashboard: { uid: "later", title: "Later" } });
    await stand.must("restore", archive, "--replace", "--yes");
    const grafana = await stand.grafana();
    expect(await grafana.get("/api/dashboards/uid/later")).toBeUndefined();
    expect((await things(grafana)).dashboard).toBe("By hand");
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 300_000);

  it("makes a stack of another name, with settings of its own, beside it", async () => {
    const other = `${stand.stack}b`;
    const [lokiPort = 0, grafanaPort = 0] = await freePorts(2);
    const keys = {
      lokiPort,
      grafanaPort,
      hostName: "e2e-host",
      ollamaUrl: stand.ollama.url,
      ollamaUnits: [],
    };
    fs.writeFileSync(path.join(stand.folder, `Pulumi.${other}.yaml`), stackFile(keys));
    // A rule made by hand sends there.
    await stand.onStack(other, "pulumi", "config", "set", "--secret", "webhookUrl", webhook());
    try {
      const { code, output } = await stand.onStack(other, "restore", archive);
      expect(code === 0 ? "restored" : output).toBe("restored");
      const seen = docker("ps", "--format", "{{.Names}}").split("\n");
      expect(seen).toContain(`deepchat-observability-${other}-grafana`);
      expect(seen).toContain(stand.container("grafana"));
    } finally {
      await stand.onStack(other, "destroy", "--delete-data", "--yes");
    }
  }, 300_000);
});
