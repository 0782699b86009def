import type { StackConfig } from "../../components/config/stack";
import { sensorCheck } from "../checks/sensor";
import type { Docker } from "../engine/docker";
import { hasAmd } from "../engine/gpu";
import { diagnoses, type Diagnosis } from "./diagnosis";
import type { Machine } from "./machine";

/**
 * Whether graphics cards are read, and if not, whether there are some that could be. No container is tried.
 *
 * @param sensing whether the sensor runs
 */
export async function gpu(
  config: StackConfig,
  docker: Pick<Docker, "lastLines" | "local">,
  machine: Machine,
  sensing: boolean,
): Promise<Diagnosis[]> {
  const what = "graphics cards";
  if (config.sensor && sensing) {
    const lines = (await docker.lastLines("sensor", 200))
      .split("\n")
      .filter((line) => /"probe":"gpus"/.test(line));
    const newest = lines.slice(-1).map((line) => ({ line, nanoseconds: 0n }));
    return diagnoses([await sensorCheck(config, { lokiLines: () => Promise.resolve(newest) })]);
  }
  if (config.sensor) {
    const found = `the engine offers ${config.sensor.access}; no sensor runs yet`;
    return [{ what, state: "ok", found }];
  }
  const card = docker.local ? await cardHere(machine) : undefined;
  if (config.gpu === "off")
    return [{ what, state: "ok", found: `not read (gpu is off)${card ? `; this host has ${card}` : ""}` }];
  if (!card) return [{ what, state: "ok", found: "none on this host, and the engine offers none" }];
  return [
    {
      ...{ what, state: "note", found: `this host has ${card}, and the engine offers none: not read` },
      hint: "install the NVIDIA container toolkit and run: sudo nvidia-ctk runtime configure, then restart Docker; or set gpu to off",
    },
  ];
}

async function cardHere(machine: Machine): Promise<string | undefined> {
  if (machine.exists("/proc/driver/nvidia/version")) {
    const names = await machine.run("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"]);
    return names?.trim().split("\n").join(", ") ?? "NVIDIA's driver";
  }
  return hasAmd("/sys/class/drm") ? "a card of AMD's" : undefined;
}
