import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

import { digestVariable } from "../../components/config/digests";
import { tagOf } from "../../components/shared/images";
import { imagesByDigest } from "../../scripts/engine/by-digest";
import { Docker } from "../../scripts/engine/docker";
import { readConfig } from "../../scripts/offline/program";
import { project } from "../../scripts/offline/project";
import { resolveDigest } from "../../scripts/supply/resolve";
import { describeE2E, hasEngine } from "../support/engine";
import { pinned } from "../support/pins";
import { MadeRegistry, tar } from "../support/registry";
import { docker } from "./stand/docker";

/** Images by digest: a real engine, and a registry of the test's. */

describeE2E("images by digest", hasEngine(), () => {
  let registry: MadeRegistry;
  let name: string;
  const key = `${project().name}:lokiImage`;
  const version = tagOf(pinned("lokiImage"));
  const get = () => Promise.resolve(true);

  beforeAll(async () => (registry = await MadeRegistry.start()));
  afterAll(() => registry.stop());
  beforeEach(() => (name = `digests-${randomBytes(3).toString("hex")}`));
  afterEach(() => {
    delete process.env[digestVariable];
    const all = docker("images", "-q", `${registry.host}/${name}`).split("\n").filter(Boolean);
    if (all.length > 0) docker("image", "rm", "-f", ...new Set(all));
  });

  /** An image of the registry's in Loki's place. */
  async function loki(tag = version) {
    const image = `${registry.host}/${name}:${tag}`;
    const settings = { [key]: image };
    const config = await readConfig("dev", settings);
    return { image, settings, found: { config, docker: new Docker(config) } };
  }

  const ids = (image: string) => docker("image", "inspect", "--format", "{{.Id}}", image);

  it("tells the digest that a registry has", async () => {
    const digest = registry.push(name, version, "one");
    const { image, found } = await loki();
    expect(await resolveDigest(found.docker, image)).toBe(digest);
    await expect(resolveDigest(found.docker, `${image}-none`)).rejects.toThrow("cannot be had");
  });

  it("are pulled by it, once, and named by it to the program; their tag names them, too", async () => {
    const digest = registry.push(name, version, "one");
    const { image, settings, found } = await loki();
    const pinned = { [image]: digest };
    // A preview pulls nothing.
    expect((await imagesByDigest(found, { settings, pinned })).config.loki?.image).toBe(image);
    const { config } = await imagesByDigest(found, { get, settings, pinned });
    expect(config.loki?.image).toBe(`${image}@${digest}`);
    expect(ids(`${image}@${digest}`)).toBe(ids(image));
    expect(registry.asked.filter((asked) => asked.endsWith(`/${name}/manifests/${version}`))).toEqual([]);
    const before = registry.asked.length;
    const again = await imagesByDigest(found, { get, settings, pinned });
    expect(again.config.loki?.image).toBe(`${image}@${digest}`);
    expect((await imagesByDigest(found, { settings, pinned })).config.loki?.image).toBe(`${image}@${digest}`);
    expect(registry.asked).toHaveLength(before);
  });

  it("come in place of another that the tag has now, which keeps its name", async () => {
    const digest = registry.push(name, version, "one");
    registry.push(name, version, "another");
    const { image, settings, found } = await loki();
    expect(await found.docker.pull(image)).toBeUndefined();
    const other = ids(image);
    const { config } = await imagesByDigest(found, { get, settings, pinned: { [image]: digest } });
    expect(config.loki?.image).toBe(`${image}@${digest}`);
    expect(ids(image)).toBe(other);
    expect(ids(`${image}@${digest}`)).not.toBe(other);
  });

  it("are used by their tags where they cannot be had by their digests", async () => {
    registry.push(name, version, "one");
    const { image, settings, found } = await loki();
    const pinned = { [image]: `sha256:${"0".repeat(64)}` };
    const { config } = await imagesByDigest(found, { get, settings, pinned });
    expect(config.loki?.image).toBe(image);
    expect(process.env[digestVariable]).toBeUndefined();
  });

  it("are asked of no registry where they were made on the host", async () => {
    const { image, settings, found } = await loki();
    execFileSync("docker", ["import", "-", image], { input: tar("text", "made here"), stdio: "pipe" });
    const before = registry.asked.length;
    const pinned = { [image]: `sha256:${"0".repeat(64)}` };
    const { config } = await imagesByDigest(found, { get, settings, pinned });
    expect(config.loki?.image).toBe(image);
    expect(registry.asked).toHaveLength(before);
  });
});
