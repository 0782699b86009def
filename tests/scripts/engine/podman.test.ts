import { DockerAddress } from "../../../scripts/engine/docker-address";
import type { CliResult, DockerCli } from "../../../scripts/engine/docker-cli";
import { nameless, untimed } from "../../../scripts/engine/podman";
import { configWith } from "../../support/config";

const done = (stdout: string, status = 0): Promise<CliResult> =>
  Promise.resolve({ status, stdout, stderr: "" });

/** Why it would be in vain on an engine at an address, which is Podman or not, on a machine with systemd or without. */
const said = async (address: string, name: "Podman" | "Docker", systemd: boolean) => {
  const run = ([command]: string[]) =>
    done(command === "info" ? "4.3.1\t/var/lib/containers/storage\t" : name === "Podman" ? "yes\n" : "\n");
  const at = new DockerAddress(address);
  const engine = { at, local: !at.remote, cli: { run } as unknown as DockerCli };
  return (await untimed(engine, () => systemd)).join();
};

it("says that Podman without systemd never checks health", async () => {
  expect(await said("unix:///run/podman/podman.sock", "Podman", false)).toContain("has no systemd");
});

it.each<[string, "Podman" | "Docker", boolean]>([
  ["unix:///run/podman/podman.sock", "Podman", true],
  ["unix:///var/run/docker.sock", "Docker", false],
  ["ssh://ops@gpu-1", "Podman", false],
  [
    "unix:///home/me/.local/share/containers/podman/machine/podman-machine-default/podman.sock",
    "Podman",
    false,
  ],
])("is content with %s, %s, systemd: %j", async (address, name, systemd) => {
  expect(await said(address, name, systemd)).toBe("");
});

it.each([
  [2, "do not find each other by name"],
  [0, undefined],
  // No such command in an image of theirs.
  [127, undefined],
])("takes %j of getent for what it means", async (status, meaning) => {
  const config = await configWith({});
  const asked: string[] = [];
  const exec = (role: string, command: string[]) => {
    asked.push(`${role}: ${command.join(" ")}`);
    return done("", status);
  };
  const found = await nameless({ exec }, config);
  if (meaning) expect(found).toContain(meaning);
  else expect(found).toBeUndefined();
  expect(asked).toEqual(["grafana: getent hosts loki"]);
});
