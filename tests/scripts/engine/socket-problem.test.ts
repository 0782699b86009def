import { DockerAddress } from "../../../scripts/engine/docker-address";
import type { CliResult, DockerCli } from "../../../scripts/engine/docker-cli";
import { socketProblem } from "../../../scripts/engine/socket-problem";
import { configWith } from "../../support/config";

/** An engine at an address, which says this of itself. */
const engine = (address: string, security = "") => {
  const run = ([name]: string[]): Promise<CliResult> =>
    Promise.resolve({
      ...{ status: 0, stderr: "" },
      stdout: name === "info" ? `29.1.3\t/var/lib/docker\t${security}` : "\n",
    });
  const at = new DockerAddress(address);
  return { at, local: !at.remote, cli: { run } as unknown as DockerCli };
};

const problem = async (address: string, keys: object = {}, security?: string) =>
  (await socketProblem(engine(address, security), await configWith({ dockerHost: address, ...keys }))).join();

it("asks for the socket of a rootless engine elsewhere", async () => {
  const found = await problem("ssh://ops@gpu-1", {}, "name=seccomp name=rootless ");
  expect(found).toContain("The Docker engine at ssh://ops@gpu-1 runs without root");
  expect(found).toContain("config set dockerSocket <path>");
  expect(found).toContain("/run/user/<UID>/podman/podman.sock");
});

it.each([
  ["ssh://ops@gpu-1", { dockerSocket: "/run/user/1000/docker.sock" }, "name=rootless "],
  ["ssh://ops@gpu-1", {}, "name=seccomp "],
  ["unix:///run/user/1000/docker.sock", {}, "name=rootless "],
  ["unix:///home/me/.docker/run/docker.sock", { dockerSocket: "/run/elsewhere.sock" }, ""],
])("has nothing to say of %s with %j, %j", async (address, keys, security) => {
  expect(await problem(address, keys, security)).toBe("");
});

it("says that a further engine's socket is not there, which would be made as a folder", async () => {
  const found = await problem("unix:///var/run/docker.sock", { moreSockets: ["/run/nowhere.sock"] });
  expect(found).toContain(
    'moreSockets names "/run/nowhere.sock", and there is no such socket on this machine',
  );
  expect(await problem("ssh://ops@gpu-1", { moreSockets: ["/run/nowhere.sock"] })).toBe("");
});

it("says that a socket is not on this machine", async () => {
  const found = await problem("unix:///var/run/docker.sock", { dockerSocket: "/run/nowhere.sock" });
  expect(found).toContain('dockerSocket is "/run/nowhere.sock", and there is no such socket on this machine');
});

it("says that a folder of containers is not on this machine, and asks for no socket beside one", async () => {
  const local = "unix:///var/run/docker.sock";
  expect(await problem(local, { containerLogFolder: "/var/lib/nowhere/containers" })).toContain(
    'containerLogFolder is "/var/lib/nowhere/containers", and there is no such folder',
  );
  const there = { containerLogFolder: "/usr/bin", dockerSocket: "/run/nowhere.sock" };
  expect(await problem(local, there)).toBe("");
  expect(await problem("ssh://ops@gpu-1", there, "name=rootless ")).toBe("");
});
