import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { Probe } from "../../components/containers/probe";
import { physicalNames } from "../../components/shared/naming";
import { configWith } from "../support/config";

/** What of the host the probe's container sees, and where its program is told to look. */
async function seen(keys: object) {
  const { probe } = await configWith({ hostName: "gpu-1", ...keys });
  const found: docker.ContainerArgs[] = [];
  const look: pulumi.ResourceTransformation = ({ type, props }) => {
    if (type.endsWith(":Container")) found.push(props as docker.ContainerArgs);
    return undefined;
  };
  const common = { names: physicalNames("p", "s"), network: "n" };
  new Probe("probe", { ...common, ...probe }, { transformations: [look] });
  await pulumi.runtime.disconnect();
  const [container] = found;
  const volumes = container?.volumes as { hostPath: string; containerPath: string; readOnly: boolean }[];
  const envs = await new Promise<string[]>((resolve) =>
    pulumi.output(container?.envs).apply((list) => resolve(list ?? [])),
  );
  const told = Object.fromEntries(
    envs.flatMap((env) =>
      /^(MACHINE_PROC|HOST_PROC|NET_DEV|DISKS)=/.test(env) ? [env.split(/=(.*)/s)] : [],
    ),
  ) as Record<string, string>;
  return {
    mounts: volumes.map(({ hostPath, containerPath }) => `${hostPath} ${containerPath}`),
    writable: volumes.filter(({ readOnly }) => !readOnly),
    capabilities: container?.capabilities,
    user: container?.user,
    told: { ...told, DISKS: JSON.parse(told.DISKS ?? "") as unknown },
  };
}

const disks = { root: ["/host/root-disk"], docker: ["/etc/hostname", "/"] };
const group = "/etc/group /host/root-disk";

it("sees the host's processes and a file of its root disk, read-only and as nobody", async () => {
  expect(await seen({})).toEqual({
    mounts: [group, "/proc /host/proc"],
    writable: [],
    capabilities: { drops: ["ALL"], adds: undefined },
    user: "10001:10001",
    told: {
      MACHINE_PROC: "/host/proc",
      HOST_PROC: "/host/proc",
      NET_DEV: "/host/proc/1/net/dev",
      DISKS: disks,
    },
  });
});

it("sees no process where it may not, and still tells of the machine", async () => {
  const { mounts, told } = await seen({ hostProcesses: "false" });
  expect(mounts).toEqual([group]);
  expect(told).toEqual({ MACHINE_PROC: "/proc", NET_DEV: "/proc/net/dev", DISKS: disks });
});

it("says nothing of a network that is not the host's", async () => {
  const { told } = await seen({ hostProcesses: "false", probeNetwork: "ollama_default" });
  expect(told).not.toHaveProperty("NET_DEV");
});

it("sees the folder of models that is named", async () => {
  const { mounts, told } = await seen({ ollamaModelsPath: "/data/models" });
  expect(mounts).toContain("/data/models /host/models");
  expect(told.DISKS).toEqual({ ...disks, models: ["/host/models"] });
});
