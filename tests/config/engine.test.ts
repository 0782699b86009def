import { foundEngine, hostSocket, usualSocket } from "../../components/config/engine";
import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

describe("foundEngine", () => {
  const at = (...paths: string[]) => foundEngine("/run/user/1000", (path) => paths.includes(path));

  it.each([
    [[], undefined],
    [[usualSocket, "/run/user/1000/docker.sock"], undefined],
    [["/run/user/1000/docker.sock", "/run/podman/podman.sock"], "unix:///run/user/1000/docker.sock"],
    [
      ["/run/user/1000/podman/podman.sock", "/run/podman/podman.sock"],
      "unix:///run/user/1000/podman/podman.sock",
    ],
    [["/run/podman/podman.sock"], "unix:///run/podman/podman.sock"],
  ])("finds, where there is %j, %j", (paths, found) => {
    expect(at(...paths)).toBe(found);
  });
});

describe("hostSocket", () => {
  it.each([
    [undefined, usualSocket],
    ["ssh://ops@gpu-1", usualSocket],
    ["tcp://gpu-1:2376", usualSocket],
    ["unix:///run/user/1000/docker.sock", "/run/user/1000/docker.sock"],
    ["unix:///run/user/1000/podman/podman.sock", "/run/user/1000/podman/podman.sock"],
    // In virtual machines: there it is where it always is.
    ["unix:///home/me/.docker/desktop/docker.sock", usualSocket],
    ["unix:///Users/me/.colima/default/docker.sock", usualSocket],
  ])("of %j is %j", (address, socket) => {
    expect(hostSocket(address)).toBe(socket);
  });
});

describe("dockerSocket", () => {
  const socket = async (keys: object) => (await configWith({ ...keys })).engines?.sockets[0];

  it("is that of dockerHost unless it is set", async () => {
    expect(await socket({ dockerHost: "ssh://gpu-1" })).toBe(usualSocket);
    expect(await socket({ dockerHost: "unix:///run/user/7/docker.sock" })).toBe("/run/user/7/docker.sock");
    const dockerSocket = "/run/user/8/podman/podman.sock";
    expect(await socket({ dockerHost: "ssh://gpu-1", dockerSocket })).toBe(dockerSocket);
  });

  it.each(["docker.sock", "unix:///run/docker.sock", "/run/x y.sock", "/run/"])(
    "is refused as %j",
    async (value) => {
      expect(await mistakes({ dockerSocket: value })).toContain("the absolute path of the engine's socket");
    },
  );
});
