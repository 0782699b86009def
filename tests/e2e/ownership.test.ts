import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { describeE2E } from "../support/engine";
import { pinned } from "../support/pins";
import { cannotDeploy, Checkout } from "./stand/checkout";
import { docker, healthy } from "./stand/docker";

/**
 * Two checkouts with one stack's name, and what is checked before anything is touched. The tests build on each other, in
 * order. That a second checkout is refused is in owner.test.ts, which runs more often.
 */

describeE2E("whose a stack is", cannotDeploy(), () => {
  const stack = `own${crypto.randomBytes(3).toString("hex")}`;
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-own-")));
  const brokenImage = `${stack}/${pinned("probeImage")}`;
  let first: Checkout;
  let second: Checkout;

  beforeAll(() => {
    first = new Checkout(home, "first", stack);
    second = new Checkout(home, "second", stack);
    // An image without anything to run.
    spawnSync("docker", ["import", "-", brokenImage], { input: Buffer.alloc(1024) });
  });
  afterAll(() => {
    first?.clear();
    spawnSync("docker", ["image", "rm", "-f", brokenImage]);
    fs.rmSync(home, { recursive: true, force: true });
  }, 60_000);

  const image = (role: string) => docker("inspect", "-f", "{{.Image}}", `${first.prefix}-${role}`);

  /** What `destroy` leaves: data, not the sockets' volume, on which nothing is kept. */
  const kept = (volumes: Record<string, string>) =>
    Object.fromEntries(Object.entries(volumes).filter(([name]) => name.endsWith("-data")));

  it("gives containers, network and volumes the owner's id and place", async () => {
    await first.must("up");
    const { containers, networks, volumes } = first.there();
    const labels = [
      ...Object.keys(containers).map((name) => docker("inspect", "-f", "{{json .Config.Labels}}", name)),
      ...Object.keys(networks).map((name) => docker("network", "inspect", "-f", "{{json .Labels}}", name)),
      ...Object.keys(volumes).map((name) => docker("volume", "inspect", "-f", "{{json .Labels}}", name)),
    ].map((text) => JSON.parse(text) as Record<string, string>);
    for (const kind of [containers, networks, volumes]) expect(Object.keys(kind)).not.toHaveLength(0);
    expect(new Set(labels.map((one) => one["io.deepchat.observability.owner"])).size).toBe(1);
    for (const one of labels)
      expect(one["io.deepchat.observability.origin"]).toBe(`${os.hostname()}:${first.folder}/.pulumi-state`);
    const { output } = await first.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 240_000);

  it("refuses a copy of the folder, whose state knows the very containers", async () => {
    const copy = new Checkout(home, "copy", stack);
    fs.cpSync(path.join(first.folder, ".pulumi-state"), path.join(copy.folder, ".pulumi-state"), {
      recursive: true,
    });
    for (const command of ["up", "destroy"]) expect(await copy.refused(command)).toContain(first.folder);
  }, 120_000);

  it("goes on after its folder moved", async () => {
    const moved = path.join(home, "moved");
    fs.renameSync(first.folder, moved);
    const before = first.there();
    const there = new Checkout(home, "moved", stack);
    await there.must("up");
    expect(there.there()).toEqual(before);
    fs.renameSync(moved, first.folder);
  }, 120_000);

  it("tells a mistyped network while the old probe goes on running", async () => {
    first.configure({ probeNetwork: "olama_default" });
    expect(await first.refused("up")).toMatch(
      /probeNetwork is "olama_default", a network this Docker engine does not have/,
    );
  }, 60_000);

  it("tells a models' folder that is not there, and makes none", async () => {
    const nowhere = path.join(home, "no-models");
    first.configure({ probeNetwork: "", ollamaModelsPath: nowhere });
    expect(await first.refused("up")).toContain(
      `ollamaModelsPath is "${nowhere}", and there is no such folder`,
    );
    expect(fs.existsSync(nowhere)).toBe(false);
    first.configure({ ollamaModelsPath: "" });
  }, 60_000);

  it("tells a list given as JSON text before it removes or unpauses anything", async () => {
    docker("pause", `${first.prefix}-probe`);
    first.configure({ webuiLogFiles: '["/var/log/x/*.log"]' });
    expect(await first.refused("up")).toMatch(/webuiLogFiles.*not one text.*--path 'webuiLogFiles\[0\]'/s);
    docker("unpause", `${first.prefix}-probe`);
  }, 60_000);

  it("brings back what ran when its replacement cannot start, again and again", async () => {
    const before = image("probe");
    for (const settings of [{ probeImage: brokenImage }, { probeImage: brokenImage, probeInterval: "20s" }]) {
      first.configure(settings);
      const { code, output } = await first.npm("up");
      expect([code, output]).toEqual([1, expect.stringContaining("What ran before runs again, as it was")]);
      await healthy(`${first.prefix}-probe`);
      expect(image("probe")).toBe(before);
    }
    first.configure({});
    await first.must("up");
    expect((await first.must("up")).output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 400_000);

  it("goes on after another's take-over failed, also where it is read first what there is", async () => {
    second.configure({ probeImage: brokenImage });
    const { code, output } = await second.npm("up", "--take-over");
    expect([code, output]).toEqual([1, expect.stringContaining("What ran before was put back")]);
    second.configure({});
    // The network was made anew, as one the first's state does not know.
    expect((await first.must("refresh")).output).toContain("The next npm run up");
    await first.must("up");
    for (const role of ["probe", "collector"]) await healthy(`${first.prefix}-${role}`);
    await first.must("refresh");
    expect((await first.must("up")).output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 240_000);

  it("takes over on request: with the data, and for good", async () => {
    const { volumes } = first.there();
    const inside = (script: string) => docker("exec", `${first.prefix}-collector`, "bash", "-c", script);
    inside("echo first > /var/lib/promtail/whose");
    await second.must("up", "--take-over");
    for (const role of ["probe", "collector"]) await healthy(`${second.prefix}-${role}`);
    expect(inside("cat /var/lib/promtail/whose")).toBe("first");
    expect(second.there().volumes).toEqual(volumes);
    expect(await first.refused("up")).toContain(`belongs to  ${os.hostname()}:${second.folder}/`);

    await second.must("destroy");
    expect(second.there()).toEqual({ containers: {}, networks: {}, volumes: kept(volumes) });
    await second.must("up");
    // What is read back has the labels of who made it.
    await second.must("refresh");
    const { output } = await second.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    expect(inside("cat /var/lib/promtail/whose")).toBe("first");
  }, 400_000);

  it("tells where a stack lives when another backend is chosen, and moves it by the printed commands", async () => {
    const state = path.join(home, "elsewhere");
    fs.mkdirSync(state);
    const passphrase = path.join(second.folder, ".pulumi-state", "passphrase");
    const elsewhere = { PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE_FILE: passphrase };
    Object.assign(second.variables, elsewhere);
    const output = await second.refused("up");
    expect(output).toContain(`lives in ${second.folder}/.pulumi-state, which is not used now`);
    expect(output).toContain("unset PULUMI_BACKEND_URL");
    expect(await second.refused("destroy")).toContain("which is not used now");

    const { volumes } = second.there();
    for (const key of Object.keys(elsewhere)) delete second.variables[key];
    await second.must("pulumi", "stack", "export", "--show-secrets", "--file", "moving.json");
    Object.assign(second.variables, elsewhere);
    await second.must("pulumi", "stack", "import", "--file", "moving.json");
    await second.must("up", "--take-over");
    expect(second.there().volumes).toEqual(volumes);
    expect((await second.must("up")).output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);

    // And the other way round.
    for (const key of Object.keys(elsewhere)) delete second.variables[key];
    expect(await second.refused("up")).toContain(`belongs to  ${os.hostname()}:${state}`);
    Object.assign(second.variables, elsewhere);
    await second.must("destroy");
    expect(second.there()).toEqual({ containers: {}, networks: {}, volumes: kept(volumes) });
    // What is left in the folder's own state is history.
    await second.must("up");
  }, 400_000);
});
