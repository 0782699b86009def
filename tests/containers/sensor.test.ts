import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { gpuVariable } from "../../components/config/gpu";
import { Sensor } from "../../components/containers/sensor";
import { physicalNames } from "../../components/shared/naming";
import { configWith } from "../support/config";

/** The sensor's container, as the provider is asked for it. */
async function made(keys: object): Promise<docker.ContainerArgs> {
  const { sensor } = await configWith({ hostName: "gpu-1", ...keys });
  if (!sensor) throw new Error("no sensor is configured");
  const found: docker.ContainerArgs[] = [];
  const look: pulumi.ResourceTransformation = ({ type, props }) => {
    if (type.endsWith(":Container")) found.push(props as docker.ContainerArgs);
    return undefined;
  };
  const common = { names: physicalNames("p", "s"), network: "n", sockets: "p-s-sockets" };
  new Sensor("sensor", { ...common, ...sensor }, { transformations: [look] });
  await pulumi.runtime.disconnect();
  const [container] = found;
  if (!container) throw new Error("no container is made");
  return container;
}

const access = (container: docker.ContainerArgs) => [container.gpus, container.deviceRequests];

beforeEach(() => delete process.env[gpuVariable]);

it("gets at cards as it was told, and only so", async () => {
  expect(access(await made({ gpu: "nvidia" }))).toEqual(["all", undefined]);
  expect(access(await made({ gpu: "cdi" }))).toEqual([
    undefined,
    [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=all"] }],
  ]);
  expect(access(await made({ gpu: "amd" }))).toEqual([undefined, undefined]);
});

it("has no right that it does not need", async () => {
  const container = await made({ gpu: "nvidia" });
  expect(container).toMatchObject({
    ...{ user: "10001:10001", readOnly: true, networkMode: "none", memory: 64, memorySwap: 64 },
    capabilities: { drops: ["ALL"] },
    pidMode: "host",
  });
  expect((await made({ gpu: "nvidia", hostProcesses: "false" })).pidMode).toBeUndefined();
});

it("is given no file, which an engine puts into no root that is read-only, and runs its program nevertheless", async () => {
  const container = await made({ gpu: "intel" });
  expect(container.uploads).toEqual([]);
  const envs = await new Promise<string[]>((resolve) =>
    pulumi.output(container.envs).apply((list) => resolve(list ?? [])),
  );
  // The kernel takes no longer word.
  for (const word of envs) expect(Buffer.byteLength(word)).toBeLessThan(128 * 1024);
  const memory = fs.mkdtempSync(path.join(os.tmpdir(), "sensor-"));
  const [shell = "", ...rest] = [...(container.entrypoints as string[]), ...(container.command as string[])];
  const inside = rest.map((word) => word.replaceAll("/program/", `${memory}/`));
  const given = Object.fromEntries(envs.map((env) => env.split(/=(.*)/s).slice(0, 2) as [string, string]));
  const env = { ...given, PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, GPU_KIND: "none" };
  const { status, stderr } = spawnSync(shell, inside, { env, encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 64,
    stderr: 'sensor: GPU_KIND is "none"; use nvidia, amd, intel.\n',
  });
  fs.rmSync(memory, { recursive: true });
});
