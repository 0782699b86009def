import * as fs from "node:fs";
import * as path from "node:path";

import { gpuVariable } from "../../components/config/gpu";
import type { GpuAccess } from "../../components/config/schema";
import type { StackConfig } from "../../components/config/stack";
import { readConfig } from "../offline/program";
import { Docker } from "./docker";

/** Seconds an engine that has just answered may take to say what it has. */
const patience = 4;
const drm = "/sys/class/drm";

/** What an engine says of itself, as far as it is about graphics cards. */
interface Info {
  Runtimes?: Record<string, unknown>;
  DiscoveredDevices?: { ID?: string }[] | null;
}

/** A configuration that knows how its graphics cards are read, and its engine. */
export interface WithGpu {
  config: StackConfig;
  docker: Docker;
}

/**
 * The configuration with what `gpu: auto` means on this engine. What it says is handed over to the program that makes the
 * stack, too. Never fails: where nothing is known, no card is read.
 *
 * @param settings that stood above those of the stack's files when it was read
 */
export async function withGpu(
  config: StackConfig,
  docker: Docker,
  settings: Record<string, string> = {},
): Promise<WithGpu> {
  delete process.env[gpuVariable];
  if (config.gpu !== "auto" || docker.behindSsh) return { config, docker };
  const found = await offered(docker);
  if (!found) return { config, docker };
  process.env[gpuVariable] = found;
  const whole = await readConfig(config.stack, settings);
  return { config: whole, docker: new Docker(whole) };
}

/**
 * Before `up`: leaves out a sensor that nobody asked for by name and that could not start, so that it fails nothing.
 *
 * @returns the same without it, and why in a sentence
 */
export async function withoutBrokenGpu({ config, docker }: WithGpu): Promise<WithGpu & { why?: string }> {
  const { sensor } = config;
  if (config.gpu !== "auto" || !sensor) return { config, docker };
  const runs = (await docker.containers()).some(({ role, running }) => role === "sensor" && running);
  const why = runs ? undefined : await broken(docker, sensor.access, sensor.image);
  if (!why) return { config, docker };
  delete process.env[gpuVariable];
  const rest = { ...config, sensor: undefined };
  return { config: rest, docker: new Docker(rest), why };
}

async function broken(docker: Docker, access: GpuAccess, image: string): Promise<string | undefined> {
  const there = (await docker.cli.run(["image", "inspect", image])).status === 0;
  if (!there) console.log(`Image ${image} is not on the host yet: pulling it.`);
  const missing = there ? undefined : await docker.pull(image);
  if (missing !== undefined)
    return `the image ${image} is neither on the host nor can it be pulled (${missing}); bring it along, or choose another (sensorImage)`;
  const asks = { nvidia: ["--gpus", "all"], cdi: ["--device", "nvidia.com/gpu=all"], amd: [], intel: [] }[
    access
  ];
  if (asks.length === 0) return undefined;
  const trial = ["run", "--rm", "--network", "none", ...asks, "--entrypoint", "true", image];
  const { status, stderr } = await docker.cli.run(trial, { timeout: 30_000 });
  if (status === 0) return undefined;
  const words = stderr.trim().split("\n").at(-1) || "no answer within 30 s";
  return `the engine offers ${access} and cannot start a container with it (${words}); look at the NVIDIA container toolkit, or set gpu to off`;
}

/** The way to cards: CDI devices, then NVIDIA's runtime, then what this machine's kernel shows of AMD's. */
async function offered(docker: Docker): Promise<GpuAccess | undefined> {
  const { stdout } = await docker.cli.run(["info", "--format", "{{json .}}"], { timeout: patience * 1000 });
  return ofInfo(stdout) ?? (docker.local && hasAmd(drm) ? "amd" : undefined);
}

/** The way to NVIDIA's cards, by what the engine says of itself; undefined where it says nothing of them. */
export function ofInfo(json: string): GpuAccess | undefined {
  let info: Info | null;
  try {
    info = JSON.parse(json) as Info | null;
  } catch {
    return undefined;
  }
  if (info?.DiscoveredDevices?.some(({ ID }) => ID?.startsWith("nvidia.com/gpu="))) return "cdi";
  return info?.Runtimes && "nvidia" in info.Runtimes ? "nvidia" : undefined;
}

/** Whether a card of AMD's tells its memory. @param folder the kernel's graphics devices */
export function hasAmd(folder: string): boolean {
  try {
    return fs
      .readdirSync(folder)
      .some((name) => fs.existsSync(path.join(folder, name, "device/mem_info_vram_total")));
  } catch {
    return false;
  }
}
