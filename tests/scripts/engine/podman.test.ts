import { DockerAddress } from "../../../scripts/engine/docker-address";
import type { CliResult, DockerCli } from "../../../scripts/engine/docker-cli";
import { astray, untimed } from "../../../scripts/engine/podman";
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

/** What is wrong where `getent` ends so, and the engine lists these networks of the probe. */
async function found(status: number, networks: string) {
  const asked: string[] = [];
  const note = (...words: string[]) => asked.push(words.join(" "));
  const cli = { run: () => done("yes") } as unknown as DockerCli;
  const exec = (role: string, command: string[]) => (note(role, ...command), done("", status));
  const lines = (args: string[]) => (note(...args), Promise.resolve([`on ${networks}`]));
  return { problem: await astray({ cli, exec, lines }, await configWith({})), asked };
}

it("says that Grafana does not find Loki by its name", async () => {
  const { problem, asked } = await found(2, "host");
  expect(problem).toContain("do not find each other by name");
  expect(asked).toEqual(["grafana getent hosts loki"]);
});

it("says that the collector does not find a probe of which no network is listed", async () => {
  const { problem, asked } = await found(0, "");
  expect(problem).toMatch(/config set .*probeNetwork chat/);
  expect(asked[1]).toMatch(/^ps --filter label=\S+stack=\S+ --filter label=\S+role=probe --format on /);
});

// 127: no such command in an image of theirs.
it.each([0, 127])(
  "finds nothing where getent ends with %j and Docker lists the host's network",
  async (status) => {
    expect((await found(status, "host")).problem).toBeUndefined();
  },
);
