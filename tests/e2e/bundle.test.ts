import { execFile, spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { describeE2E, type Missing } from "../support/engine";
import { pinned } from "../support/pins";
import { cannotDeploy, Checkout } from "./stand/checkout";
import { docker, healthy } from "./stand/docker";
import { installed, userEnvironment } from "./stand/user-environment";

/** Says whether commands can run here without a network; the engine's socket is a file. */
function cannotUnshare(): Missing {
  return spawnSync("unshare", ["-n", "ip", "link", "set", "lo", "up"]).status === 0
    ? undefined
    : "networks cannot be unshared here (root, unshare and ip are needed)";
}

/** An installation from a bundle, without any way out. The tests build on each other, in order. */
describeE2E("bundle", cannotDeploy() ?? cannotUnshare(), () => {
  const id = `bundle${crypto.randomBytes(3).toString("hex")}`;
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-bundle-")));
  const archive = path.join(home, "bundle.tar.gz");
  const host = path.join(home, "host");
  const folder = path.join(host, "deepchat-observability");
  // Names that the engine has from nowhere but the archive.
  const own = (key: string) => `${id}/${pinned(key).split("/").pop()}`;
  const images = { alloyImage: own("alloyImage"), probeImage: own("probeImage") };
  let checkout: Checkout;

  beforeAll(() => {
    for (const [key, name] of Object.entries(images)) docker("tag", pinned(key), name);
    checkout = new Checkout(home, "program", id);
    checkout.configure({ ...images, gpu: "off" });
  });
  afterAll(() => {
    checkout?.clear();
    for (const name of Object.values(images)) spawnSync("docker", ["image", "rm", "-f", name]);
    fs.rmSync(home, { recursive: true, force: true });
  }, 120_000);

  /** A command on the host that has the bundle: no network but its own loopback, and no Pulumi. */
  function onHost(...args: string[]) {
    const bin = path.join(host, "bin");
    fs.mkdirSync(bin, { recursive: true });
    for (const name of ["docker", "node", "npm"]) {
      const found = installed()
        .split(path.delimiter)
        .map((place) => path.join(place, name))
        .find((file) => fs.existsSync(file));
      if (found && !fs.existsSync(path.join(bin, name))) fs.symlinkSync(found, path.join(bin, name));
    }
    const own = path.join(host, "home");
    fs.mkdirSync(own, { recursive: true });
    const env = { ...userEnvironment(own), PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` };
    const line = 'ip link set lo up && cd "$0" && exec npm run --silent "$@"';
    return promisify(execFile)("unshare", ["-n", "sh", "-c", line, folder, ...args], {
      env,
      maxBuffer: 64 << 20,
    });
  }

  it("is one archive, whose parts have checksums", async () => {
    const { output } = await checkout.must("bundle", "--out", archive);
    for (const image of Object.values(images)) expect(output).toContain(image);
    fs.mkdirSync(host);
    for (const args of [
      ["sha256sum", "--quiet", "-c", `${archive}.sha256`],
      ["tar", "-xzf", archive, "-C", host],
    ])
      expect(spawnSync(args[0] as string, args.slice(1), { cwd: home }).status).toBe(0);
    const check = () => spawnSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: folder }).status;
    expect(check()).toBe(0);
    const file = path.join(folder, "index.ts");
    const text = fs.readFileSync(file);
    fs.appendFileSync(file, " ");
    expect(check()).toBe(1);
    fs.writeFileSync(file, text);
  }, 600_000);

  it("is all that `up` needs", async () => {
    docker("image", "rm", ...Object.values(images));
    fs.copyFileSync(path.join(checkout.folder, `Pulumi.${id}.yaml`), path.join(folder, `Pulumi.${id}.yaml`));
    const { stdout } = await onHost("up", "--", "--stack", id);
    expect(stdout).toContain("Images are loaded from");
    for (const role of ["collector", "probe"]) await healthy(`${checkout.prefix}-${role}`);
    const used = docker("inspect", "-f", "{{.Image}}", `${checkout.prefix}-probe`);
    expect(used).toBe(docker("image", "inspect", "-f", "{{.Id}}", images.probeImage));
    const again = await onHost("up", "--", "--stack", id);
    expect(again.stdout).not.toMatch(/Images are loaded|\b(created|updated|replaced|deleted)\b/);
    await onHost("destroy", "--", "--stack", id, "--delete-data", "--yes");
  }, 600_000);
});
