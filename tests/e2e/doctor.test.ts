import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

import type { Finding } from "../../scripts/command/findings";
import { describeE2E } from "../support/engine";
import { secretValues, settings } from "./receivers/configuration";
import { cannotRun } from "./stand/cannot-run";
import { docker, healthy } from "./stand/docker";
import { everything } from "./stand/everything";
import { mailServer } from "./stand/mail-server";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** The doctor on a real engine: before `up`, after it, and with what goes wrong; it changes nothing, and tells no secret. */

describeE2E("doctor", cannotRun(), () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.create();
  }, 120_000);
  afterAll(async () => stand?.dispose(), 120_000);

  /** Where alerts arrive, as Grafana sees it. */
  const webhook = () => `http://host.docker.internal:${stand.receiver.httpPort}/webhook?key=doctor-secret`;

  /** What it finds, by what it is about; everything is as before afterwards. */
  async function doctor(...rest: Parameters<Stand["npm"]>[1][]) {
    const before = everything(stand);
    const { code, output } = await stand.npm("doctor", "--json", ...rest);
    expect(everything(stand)).toEqual(before);
    expect(output).not.toMatch(/^\s+at .*:\d+/m);
    const findings = JSON.parse(/^\[\n.*^\]$/ms.exec(output)?.[0] ?? "[]") as Finding[];
    const of = (what: string) => findings.find((one) => one.what.startsWith(what));
    return { code, output, findings, of, failed: findings.filter(({ state }) => state === "failed") };
  }

  it("finds nothing wrong on a host that is ready, and makes nothing there", async () => {
    await until("the web UI has logged a request", async () => {
      await stand.chat();
      return fs.readdirSync(stand.logs).some((file) => file.startsWith("webui"));
    });
    const { code, of, failed } = await doctor();
    expect([failed, code]).toEqual([[], 0]);
    expect(of("containers")).toMatchObject({ state: "note", found: "none yet" });
    expect(of("ports")?.found).toContain(`${stand.ports.loki} and ${stand.ports.grafana} on 127.0.0.1: free`);
    expect(of("Ollama answers")?.found).toMatch(/^this host: HTTP 200 in \d+ ms, version /);
    expect(of("web UI answers")).toMatchObject({ state: "ok" });
    expect(of(`file ${stand.logs}/ollama.log`)?.found).toMatch(/Ollama's messages \(slog\) \(\d+\)/);
    expect(of(`log of e2e-${stand.id}-webui`)?.found).toMatch(/^of \d+ lines: /);
    for (const what of [
      "engine",
      "permissions",
      "disk of Docker",
      "memory",
      "clock",
      "Pulumi CLI",
      "image of loki",
    ])
      expect(of(what)).toMatchObject({ what: expect.stringContaining(what) as string, state: "ok" });
    expect(fs.existsSync(path.join(stand.folder, ".pulumi-state"))).toBe(false);
  }, 120_000);

  it("says what would make up fail, in the words up refuses with", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(stand.ports.grafana, "127.0.0.1", resolve));
    try {
      stand.configure({ ollamaModelsPath: "/nowhere/models", probeNetwork: "e2e-no-such-network" });
      const { code, of } = await doctor();
      expect(code).toBe(1);
      const up = await stand.npm("up");
      for (const what of ["port of grafana", "models' folder", "network of the probe"]) {
        const { state, found } = of(what) ?? {};
        expect([what, state]).toEqual([what, "failed"]);
        // Which networks there are, changes with the suites beside this one.
        expect(up.output).toContain(found?.replace(/; it has: .*/s, ""));
      }
    } finally {
      await new Promise((resolve) => server.close(resolve));
      stand.configure({});
    }
    expect(stand.leftovers()).toEqual({ containers: [], networks: [], volumes: [] });
  }, 120_000);

  it("has no answer from an engine, no CLI, and mistakes, each with a way out", async () => {
    const gone = await doctor({ DOCKER_HOST: "unix:///nonexistent/docker.sock" });
    expect(gone.of("engine")).toMatchObject({
      state: "failed",
      found: expect.stringMatching(/^No Docker engine/) as string,
    });
    const folders = (stand.environment().PATH ?? "").split(path.delimiter);
    const without = folders.filter((folder) => !fs.existsSync(path.join(folder, "pulumi")));
    const tools = fs.mkdtempSync(path.join(stand.folder, ".pulumi-state-tools-"));
    fs.symlinkSync(
      execFileSync("which", ["docker"], { encoding: "utf8" }).trim(),
      path.join(tools, "docker"),
    );
    const none = await doctor({ PATH: [tools, ...without].join(path.delimiter) });
    expect(none.of("Pulumi CLI")?.found).toMatch(/^not on this machine|^offline: /);
    fs.rmSync(tools, { recursive: true });
    stand.configure({ retention: "1h" });
    const wrong = await doctor();
    expect(wrong.of("configuration")).toMatchObject({
      state: "failed",
      found: expect.stringMatching(/^retention is/) as string,
    });
    expect(wrong.of("engine")).toMatchObject({ state: "ok" });
    for (const { code, failed } of [gone, none, wrong]) {
      expect(code).toBe(failed.length > 0 ? 1 : 0);
      for (const { hint } of failed) expect(hint).toBeTruthy();
    }
    stand.configure({});
  }, 120_000);

  it("finds the running stack well, by its own eyes", async () => {
    stand.configure(mailServer(stand));
    await stand.must("pulumi", "config", "set-all", "--path", ...settings());
    await stand.must("pulumi", "config", "set", "--secret", "webhookUrl", webhook());
    await stand.must("up");
    await healthy(stand.container("grafana"));
    const before = await until("the probe has spoken", async () => {
      const seen = await doctor();
      return /^the probe: /.test(seen.of("web UI answers")?.found ?? "") ? seen : undefined;
    });
    // Nothing answers at the examples' addresses.
    const others = before.failed.filter(({ what }) => !what.startsWith("receiver "));
    expect(others).toEqual([]);
    for (const role of ["loki", "collector", "probe", "grafana", "relay"])
      expect(before.of(`container ${role}`)).toMatchObject({ state: "ok" });
    expect(before.of("Ollama answers")?.found).toMatch(/^the probe: in .*, version /);
    expect(before.of(`file ${stand.logs}/ollama.log`)).toMatchObject({ state: "ok" });
    expect(before.of("receiver webhookUrl")).toMatchObject({
      state: "ok",
      found: expect.stringMatching(/can be reached from Grafana; sent nothing$/) as string,
    });
    expect(
      before.findings.filter(({ what }) => what.startsWith("receiver receivers[")).length,
    ).toBeGreaterThan(5);
    for (const secret of secretValues) expect(before.output).not.toContain(secret);
    expect(stand.receiver.received.filter(({ body }) => body.includes("doctor"))).toEqual([]);
  }, 300_000);

  it("packs an archive in which no secret is, though the logs hold them all", async () => {
    const passphrase = fs.readFileSync(path.join(stand.folder, ".pulumi-state/passphrase"), "utf8");
    const secrets = [...secretValues, webhook(), await stand.adminPassword(), passphrase];
    const grafana = stand.container("grafana");
    for (const secret of secrets)
      docker("exec", grafana, "sh", "-c", 'echo "planted $0" > /proc/1/fd/1', secret);
    expect(docker("logs", "--tail", "200", grafana)).toContain(passphrase);
    const packed = path.join(path.dirname(stand.logs), `doctor-${stand.id}.tar.gz`);
    const unpacked = fs.mkdtempSync(path.join(stand.logs, "unpacked-"));
    await doctor("--bundle", "--out", packed);
    execFileSync("tar", ["xzf", packed, "-C", unpacked]);
    fs.rmSync(packed);
    const files = fs
      .readdirSync(unpacked, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const found = files.flatMap((file) => {
      const text = fs.readFileSync(file, "utf8");
      return secrets.filter((secret) => text.includes(secret)).map((secret) => [file, secret]);
    });
    expect(found).toEqual([]);
    const names = files.map((file) => path.relative(unpacked, file).split(path.sep).slice(1).join("/"));
    for (const role of ["loki", "collector", "probe", "grafana", "relay"])
      expect(names).toEqual(expect.arrayContaining([`inspect/${role}.json`, `logs/${role}.log`]));
    const log = fs.readFileSync(files.find((file) => file.endsWith("logs/grafana.log")) ?? "", "utf8");
    expect(log.match(/planted .*\[redacted\]/g)?.length).toBeGreaterThan(5);
  }, 180_000);

  it("leaves logs out where it cannot know the secrets", async () => {
    const packed = path.join(path.dirname(stand.logs), `doctor-${stand.id}.tar.gz`);
    const { of } = await doctor({ PULUMI_CONFIG_PASSPHRASE: "wrong" }, "--bundle", "--out", packed);
    const list = execFileSync("tar", ["tzf", packed], { encoding: "utf8" });
    fs.rmSync(packed);
    expect(list).toContain("findings.json");
    expect(list).not.toContain("logs/");
    expect(of("secrets")?.state).toBe("note");
  }, 120_000);

  it("says what broke", async () => {
    stand.stopWebui();
    spawnSync("docker", ["stop", "--time", "1", stand.container("collector")]);
    const seen = await until("the probe has seen it", async () => {
      const now = await doctor();
      return now.of("web UI answers")?.state === "failed" ? now : undefined;
    });
    expect(seen.code).toBe(1);
    expect(seen.of("container collector")).toMatchObject({
      state: "failed",
      hint: expect.stringContaining("npm run up") as string,
    });
    expect(seen.of("container loki")).toMatchObject({ state: "ok" });
  }, 120_000);
});
