import type { StackConfig } from "../../components/config/schema";
import type { Docker } from "./docker";
import { Failure } from "../command/fail";
import type { Survey } from "./survey";

/**
 * What can be known beforehand of why containers could not start, all at once.
 *
 * @throws Failure naming each, with what to do
 */
export async function checkStartable(docker: Docker, config: StackConfig, seen: Survey): Promise<void> {
  const problems = [...(await ports(docker, config, seen)), ...network(config, seen)];
  if (problems.length === 0) return;
  const [first = ""] = problems;
  throw new Failure(
    problems.length === 1
      ? first
      : `${problems.length} things are in the way:\n${problems.map((text) => `  - ${text}`).join("\n")}`,
  );
}

async function ports(docker: Docker, config: StackConfig, seen: Survey): Promise<string[]> {
  return (await docker.takenPorts(seen)).map(
    ({ role, key, port, by }) =>
      `Port ${port} on 127.0.0.1, wanted for ${role}, is in use by ${by}. ` +
      `Stop that, or choose another port: npm run pulumi -- config set --stack ${config.stack} ${key} <port>`,
  );
}

function network({ probe, stack }: StackConfig, { networks }: Survey): string[] {
  const wanted = probe.network;
  if (!wanted || networks.includes(wanted)) return [];
  const others = networks.filter((name) => !["bridge", "host", "none"].includes(name));
  return [
    `probeNetwork is "${wanted}", a network this Docker engine does not have; it has: ${others.join(", ") || "none but its own"}. ` +
      `Choose one: npm run pulumi -- config set --stack ${stack} probeNetwork <name>`,
  ];
}
