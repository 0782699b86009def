import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { DockerAddress } from "../../../scripts/engine/docker-address";
import { DockerCli } from "../../../scripts/engine/docker-cli";
import { engineKind, tooOld } from "../../../scripts/engine/engine-kind";

const { PATH } = process.env;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-kind-"));
afterAll(() => {
  process.env.PATH = PATH;
  fs.rmSync(folder, { recursive: true });
});

/** Stands in for the docker command of an engine that is Podman, or not, and says this of itself. */
function engine(podman: boolean, info = ""): DockerCli {
  const script = `case "$1" in version) echo ${podman ? "yes" : ""};; info) printf '${info}';; esac`;
  fs.writeFileSync(path.join(folder, "docker"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  return new DockerCli("unix:///nowhere.sock");
}

describe("tooOld", () => {
  it.each([
    ["Docker", "20.10.24", false],
    ["Docker", "29.1.3", false],
    ["Docker", "20.9.1", true],
    ["Docker", "5.4.2", true],
    ["Podman", "5.4.2", false],
    ["Podman", "4.3.1", false],
    ["Podman", "3.4.4", true],
  ])("of %s %s is %j", async (name, version, refused) => {
    const text = await tooOld(engine(name === "Podman"), "unix:///x.sock", version);
    if (refused) expect(text).toContain(`The ${name} engine at unix:///x.sock is version ${version}; `);
    else expect(text).toBeUndefined();
  });
});

describe("engineKind", () => {
  it.each([
    ["29.1.3\\t/var/lib/docker\\tname=seccomp,profile=builtin name=cgroupns ", false, {}],
    [
      "29.1.3\\t/home/me/.local/share/docker\\tname=seccomp,profile=builtin name=rootless ",
      false,
      { rootless: true },
    ],
    ["28.4.0\\t/var/snap/docker/common/var-lib-docker\\tname=apparmor ", false, { snap: true }],
    [
      "5.4.2\\t/home/me/.local/share/containers/storage\\tname=rootless ",
      true,
      { name: "Podman", rootless: true },
    ],
  ])("of %j", async (info, podman, kind) => {
    expect(await engineKind(engine(podman, info))).toEqual({
      ...{ name: "Docker", version: info.split("\\t")[0], rootless: false, snap: false },
      ...kind,
    });
  });

  it("is not known of one that says nothing", async () => {
    expect(await engineKind(engine(false))).toBeUndefined();
  });
});

it("says which of the two is too old where the API's versions do not meet", () => {
  const at = new DockerAddress("unix:///x.sock");
  const old =
    "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade";
  expect(at.unusable(old)).toMatch(
    /takes clients of API 1\.44 and later.*this machine is of 1\.41\. Update that command/,
  );
  const young =
    "Error response from daemon: client version 1.60 is too new. Maximum supported API version is 1.41";
  expect(at.unusable(young)).toMatch(/API 1\.41 and earlier.*DOCKER_API_VERSION asks for 1\.60/);
});
