import type { Container, Docker } from "../../../scripts/engine/docker";
import type { Pulumi } from "../../../scripts/pulumi/pulumi";
import { Recovery } from "../../../scripts/pulumi/recover";
import { configWith } from "../../support/config";

const network = { urn: "network", type: "docker:index/network:Network", id: "made" };
const containers = ["collector", "probe"].map((role) => ({
  ...{ id: role, name: `p-dev-${role}`, role, running: true, state: "running", status: "Up" },
})) as Container[];
const known = containers.map(({ id }) => ({ urn: id, type: "docker:index/container:Container", id }));

/** What a recovery removes and runs where an engine has this network, after a command that was cut off. */
async function recovered(
  networkId: string | undefined,
  resources = [network, ...known],
  there = containers,
): Promise<string[]> {
  const done: string[] = [];
  const docker = {
    containers: () => Promise.resolve(there),
    stop: () => Promise.resolve(),
    volumes: () => Promise.resolve([]),
    networkId: () => Promise.resolve(networkId),
    remove: (kind: string, name: string) => Promise.resolve(void done.push(`remove ${kind} ${name}`)),
  };
  const pulumi = {
    ...{ unfinished: true, resources: () => resources },
    show: ([command]: string[]) => {
      done.push(String(command));
      return Promise.resolve({ ok: true, output: "" });
    },
  };
  const config = await configWith({ role: "agent", lokiUrl: "http://127.0.0.1:9", hostName: "h" });
  await new Recovery(pulumi as unknown as Pulumi, docker as unknown as Docker, config).before();
  return done;
}

beforeEach(() => void jest.spyOn(console, "log").mockImplementation());
afterEach(() => jest.restoreAllMocks());

it("leaves what Pulumi knows", async () => {
  expect(await recovered("made")).toEqual(["refresh"]);
});

const all = ["remove container p-dev-collector", "remove container p-dev-probe"];

it.each([
  ["knows by another id: put back after a take-over that failed", [network, ...known]],
  ["does not know", known],
])("removes a network that Pulumi %s, once nothing is on it", async (_, resources) => {
  expect(await recovered("again", resources)).toEqual([...all, "remove network again", "refresh"]);
});

it("removes only unknown containers where there is no network", async () => {
  const [collector] = known;
  expect(await recovered(undefined, collector ? [collector] : [])).toEqual([all[1], "refresh"]);
});

it.each([
  ["does not answer", "running", "Up 5 minutes (unhealthy)"],
  ["crashes again and again", "restarting", "Restarting (1) 2 seconds ago"],
  ["was stopped", "exited", "Exited (0) 2 seconds ago"],
])("removes a container that %s, to be made anew", async (_, state, status) => {
  const there = containers.map((one) =>
    one.role === "probe" ? { ...one, state, status, running: state === "running" } : one,
  );
  expect(await recovered("made", undefined, there)).toEqual([all[1], "refresh"]);
});
