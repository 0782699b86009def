import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { Collector } from "../../components/containers/collector";
import { allowedPaths, SocketProxy } from "../../components/containers/socket-proxy";
import { exactly } from "../../components/shared/exactly";
import { physicalNames } from "../../components/shared/naming";
import { configWith } from "../support/config";

const sockets = "p-s-sockets";

/** What the containers are asked to be, by their names. */
async function containers(keys: object = {}): Promise<Record<string, docker.ContainerArgs>> {
  const { collector, engines } = await configWith({ hostName: "gpu-1", ...keys });
  if (!engines) throw new Error("no engine is asked");
  const seen: Record<string, docker.ContainerArgs> = {};
  const look: pulumi.ResourceTransformation = ({ type, props }) => {
    if (type.endsWith(":Container")) seen[String(props["name"])] = props as docker.ContainerArgs;
    return undefined;
  };
  const common = { names: physicalNames("p", "s"), network: "n" };
  const opts = { transformations: [look] };
  new SocketProxy("proxy", exactly({ ...common, ...engines }), opts);
  new Collector("collector", exactly({ ...common, sockets, ...collector }), opts);
  await pulumi.runtime.disconnect();
  return seen;
}

it.each([
  [{}, "/var/run/docker.sock"],
  [{ dockerHost: "unix:///run/user/1000/docker.sock" }, "/run/user/1000/docker.sock"],
  [{ dockerSocket: "/run/podman/podman.sock" }, "/run/podman/podman.sock"],
])("only the proxy sees the engine's socket: %j", async (keys, hostPath) => {
  const seen = await containers(keys);
  const engine = { hostPath, containerPath: "/var/run/docker.sock", readOnly: true };
  expect(seen["p-s-proxy"]).toMatchObject({ networkMode: "none", readOnly: true });
  expect(seen["p-s-proxy"]?.volumes).toContainEqual(engine);
  expect(JSON.stringify(seen["p-s-collector"]?.volumes)).not.toContain(hostPath);
});

it("hands the filtered socket to the collector, which cannot replace it", async () => {
  const seen = await containers();
  const at = (readOnly: boolean) =>
    expect.objectContaining({ containerPath: "/run/engines", readOnly }) as unknown;
  expect(seen["p-s-proxy"]?.volumes).toContainEqual(at(false));
  expect(seen["p-s-collector"]?.volumes).toContainEqual(at(true));
});

it("has a proxy for each further engine, which the stack does not wait for", async () => {
  const seen = await containers({ moreSockets: ["/run/podman/podman.sock", "/run/user/1000/docker.sock"] });
  expect(seen["p-s-proxy"]?.wait).toBe(true);
  for (const [name, hostPath] of [
    ["p-s-proxy-2", "/run/podman/podman.sock"],
    ["p-s-proxy-3", "/run/user/1000/docker.sock"],
  ] as const) {
    expect(seen[name]).toMatchObject({ wait: false, capabilities: { adds: ["CAP_DAC_OVERRIDE"] } });
    expect(seen[name]?.volumes).toContainEqual(expect.objectContaining({ hostPath }));
  }
});

it("lets five reading requests through and no other", () => {
  const id = "0123456789ab";
  const passes = (path: string) => allowedPaths.some((allowed) => new RegExp(`^${allowed}$`).test(path));
  for (const path of ["/_ping", "/networks", "/containers/json", `/containers/${id}/json`])
    expect([path, passes(path)]).toEqual([path, true]);
  for (const path of [
    ...["/containers/create", "/images/json", "/info", "/secrets", "/volumes", "/exec/1/start", "/build"],
    ...["archive", "export", "exec", "attach", "attach/ws", "top", "changes", "stats", "../json"].map(
      (what) => `/containers/${id}/${what}`,
    ),
    ...["/containers/../json", "/networks/bridge", "/_ping/..", "/containers/a-name/json"],
  ])
    expect([path, passes(path)]).toEqual([path, false]);
});

it("refuses a third further engine", async () => {
  const more = ["/run/a.sock", "/run/b.sock", "/run/c.sock"];
  await expect(configWith({ moreSockets: more })).rejects.toThrow(
    "moreSockets is a list of 3; allowed: at most two paths",
  );
});

it("is not kept from the host's logs and sockets by SELinux", async () => {
  for (const { securityOpts } of Object.values(await containers()))
    expect(securityOpts).toContain("label=disable");
});
