import type { StackConfig } from "../../components/config/stack";
import { ownContainers } from "../checks/containers";
import type { Docker } from "../engine/docker";
import { Guard } from "../engine/guard";
import { obstacles } from "../engine/preflight";
import { diagnoses, type Diagnosis, told } from "./diagnosis";
import type { Onlooker } from "./onlooker";

/** Ports, networks, folders and sockets that containers need, as `up` looks at them. */
export async function start(config: StackConfig, docker: Docker): Promise<Diagnosis[]> {
  const seen = await docker.survey();
  const found = (await obstacles(docker, config, seen)).map(({ what, text }) => told(what, text));
  const ports = [config.loki?.port, config.grafana?.port].filter((port) => port !== undefined);
  const free: Diagnosis[] =
    ports.length === 0 || found.some(({ what }) => what.startsWith("port of"))
      ? []
      : [
          {
            ...{ what: "ports", state: "ok" },
            found: `${ports.join(" and ")} on 127.0.0.1: free, or this stack's own`,
          },
        ];
  return [...free, ...found];
}

/** Whose the stack's names are: a finding where another has them. Without a CLI nobody can tell. */
export async function owner(
  config: StackConfig,
  docker: Docker,
  onlooker: Onlooker | undefined,
): Promise<Diagnosis[]> {
  if (!onlooker) return [];
  try {
    await new Guard(config, docker, onlooker.reader, false).check("up");
    return [];
  } catch (error) {
    return [told("owner", (error as Error).message)];
  }
}

/**
 * Whether the stack's containers run, once there are any.
 *
 * @param cut whether an earlier command was cut off
 */
export async function containers(config: StackConfig, docker: Docker, cut: boolean): Promise<Diagnosis[]> {
  const unfinished: Diagnosis[] = cut
    ? [
        {
          ...{ what: "stack", state: "note", found: "an earlier command was cut off in the middle" },
          hint: "npm run up",
        },
      ]
    : [];
  if ((await docker.containers()).length === 0)
    return [
      ...unfinished,
      { what: "containers", state: "note", found: "none yet", hint: "npm run up makes them" },
    ];
  const found = diagnoses(await ownContainers(config, docker));
  return [
    ...unfinished,
    ...found.map((one): Diagnosis => {
      const hint = `docker logs of the ${one.what.replace(/^container /, "")}, then npm run up`;
      return /\(unhealthy\)/.test(one.found) ? { ...one, state: "failed", hint } : one;
    }),
  ];
}
