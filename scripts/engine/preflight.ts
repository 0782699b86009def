import type { StackConfig } from "../../components/config/schema";
import type { Docker } from "./docker";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import type { Survey } from "./survey";

/**
 * What can be known beforehand of why containers could not start, all at once. Gets the images that are missing: only
 * that tells whether they can be had.
 *
 * @throws Failure naming each, with what to do
 */
export async function checkStartable(docker: Docker, config: StackConfig, seen: Survey): Promise<void> {
  const known = [...(await ports(docker, config, seen)), ...network(config, seen)];
  const missing = docker.missingImages();
  // Images may take minutes.
  if (missing.length > 0)
    for (const text of known) console.log(`Will be in the way: ${here(text, config.stack)}`);
  const problems = [...known, ...images(docker, config, missing)];
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

function images(
  docker: Docker,
  { stack }: StackConfig,
  missing: ReturnType<Docker["missingImages"]>,
): string[] {
  return missing.flatMap(({ image, keys }) => {
    console.log(`Image ${image} is not on the host yet: pulling it.`);
    const reason = docker.pull(image);
    if (reason === undefined) return [];
    return [
      `The image ${image} is neither on the host nor can it be pulled (${keys.join(", ")}): ${reason}. ` +
        `Check its name and the network, or choose another (npm run pulumi -- config set --stack ${stack} ${keys[0]} <image>); ` +
        `on a host without internet bring it along: \`docker save ${image} -o image.tar\` elsewhere, \`docker load -i image.tar\` here.`,
    ];
  });
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
