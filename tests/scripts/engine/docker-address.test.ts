import { DockerAddress } from "../../../scripts/engine/docker-address";

it.each([
  ["unix:///var/run/docker.sock", "sudo systemctl start docker"],
  ["unix:///run/user/1000/docker.sock", "systemctl --user start docker"],
  ["unix:///run/user/1000/podman/podman.sock", "systemctl --user start podman.socket"],
  ["unix:///run/podman/podman.sock", "sudo systemctl start podman.socket"],
])("says how to start the engine at %s", (address, command) => {
  expect(new DockerAddress(address).unusable("Cannot connect")).toContain(`Start it (${command})`);
});
