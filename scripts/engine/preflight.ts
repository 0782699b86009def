import type { StackConfig } from "../../components/config/stack";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import type { Docker } from "./docker";
import { takenPorts } from "./ports";
import type { Survey } from "./survey";

/**
 * What can be known beforehand of why containers could not start, all at once. Gets the images that are missing: only
 * that tells whether they can be had.
 *
 * @throws Failure naming each, with what to do
 */
export async function checkStartable(docker: Docker, config: StackConfig, seen: Survey): Promise<void> {
  const known = [...(await ports(docker, config, seen)), ...network(config, seen)];
  const missing = await docker.missingImages();
  // Images may take minutes.
  if (missing.length > 0)
    for (const text of known) console.log(`Will be in the way: ${here(text, config.stack)}`);
  const problems = [...known, ...(await images(docker, config, missing))];
  if (problems.length === 0) return;
  const [first = ""] = problems;
  throw new Failure(
    problems.length === 1
      ? first
      : `${problems.length} things are in the way:\n${problems.map((text) => `  - ${text}`).join("\n")}`,
  );
}

async function ports(docker: Docker, config: StackConfig, seen: Survey): Promise<string[]> {
  return (await takenPorts(config, seen, docker.local)).map(
    ({ role, key, port, by }) =>
      `Port ${port} on 127.0.0.1, wanted for ${role}, is in use by ${by}. ` +
      `Stop that, or choose another port: npm run pulumi -- config set --stack ${config.stack} ${key} <port>`,
  );
}

async function images(
  docker: Docker,
  { stack }: StackConfig,
  missing: Awaited<ReturnType<Docker["missingImages"]>>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { image, keys } of missing) {
    console.log(`Image ${image} is not on the host yet: pulling it.`);
    const reason = await docker.pull(image);
    if (reason === undefined) continue;
    problems.push(
      `The image ${image} is neither on the host nor can it be pulled (${keys.join(", ")}): ${reason}. ` +
        `Check its name and the network, or choose another (npm run pulumi -- config set --stack ${stack} ${keys[0]} <image>); ` +
        `on a host without internet bring it along: \`docker save ${image} -o image.tar\` elsewhere, \`docker load -i image.tar\` here.`,
    );
  }
  return problems;
}

function network({ probe, stack }: StackConfig, { networks }: Survey): string[] {
  const wanted = probe.joinNetwork;
  if (!wanted || networks.includes(wanted)) return [];
  const others = networks.filter((name) => !["bridge", "host", "none"].includes(name));
  return [
    `probeNetwork is "${wanted}", a network this Docker engine does not have; it has: ${others.join(", ") || "none but its own"}. ` +
      `Choose one: npm run pulumi -- config set --stack ${stack} probeNetwork <name>`,
  ];
}
