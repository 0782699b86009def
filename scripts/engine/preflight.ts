import * as fs from "node:fs";

import type { StackConfig } from "../../components/config/stack";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import { carriedImages } from "../supply/carried";
import type { Docker } from "./docker";
import { untimed } from "./podman";
import { takenPorts } from "./ports";
import { socketProblem } from "./socket-problem";
import type { Survey } from "./survey";

/** A reason why containers could not start. */
export interface Obstacle {
  /** What it is about, in a few words. */
  what: string;
  /** The reason in a sentence, and in the next one what to do. */
  text: string;
}

/** What of that can be known by looking alone. */
export async function obstacles(docker: Docker, config: StackConfig, seen: Survey): Promise<Obstacle[]> {
  const named = (what: string, texts: string[]) => texts.map((text) => ({ what, text }));
  return [
    ...(await ports(docker, config, seen)),
    ...named("network of the probe", network(config, seen)),
    ...named("models' folder", docker.local ? modelsFolder(config) : []),
    ...named("certificate", docker.local ? certificateFiles(config) : []),
    ...named("socket of the engine", await socketProblem(docker, config)),
    ...named("checks of health", await untimed(docker)),
  ];
}

/**
 * What can be known beforehand of why containers could not start, all at once. Gets the images that are missing: only
 * that tells whether they can be had.
 *
 * @throws Failure naming each, with what to do
 */
export async function checkStartable(docker: Docker, config: StackConfig, seen: Survey): Promise<void> {
  const known = (await obstacles(docker, config, seen)).map(({ text }) => text);
  const missing = await missingImages(docker);
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

/**
 * Gets the images that are missing.
 *
 * @throws Failure naming those that cannot be had
 */
export async function checkImages(docker: Docker, config: StackConfig): Promise<void> {
  const problems = await images(docker, config, await missingImages(docker));
  if (problems.length > 0) throw new Failure(problems.join("\n"));
}

/** Images that are not on the host, after those that a bundle brought along. */
async function missingImages(docker: Docker): ReturnType<Docker["missingImages"]> {
  const missing = await docker.missingImages();
  const carried = carriedImages();
  if (missing.length === 0 || carried === undefined) return missing;
  console.log(`Images are loaded from ${carried}.`);
  await docker.cli.lines(["load", "-q", "-i", carried]);
  return docker.missingImages();
}

async function ports(docker: Docker, config: StackConfig, seen: Survey): Promise<Obstacle[]> {
  return (await takenPorts(config, seen, docker.local)).map(({ role, key, port, by }) => ({
    what: `port of ${role}`,
    text:
      `Port ${port} on 127.0.0.1, wanted for ${role}, is in use by ${by}. ` +
      `Stop that, or choose another port: npm run pulumi -- config set --stack ${config.stack} ${key} <port>`,
  }));
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
        `Check its name and the network, or choose another (npm run pulumi -- config set --stack ${stack} ${keys[0]} <image>), or a mirror for all of them (imageRegistry); ` +
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

/** The engine would make a folder of its own there, and tell of the wrong disk. */
function modelsFolder({ probe: { modelsPath }, stack }: StackConfig): string[] {
  if (!modelsPath || fs.existsSync(modelsPath)) return [];
  return [
    `ollamaModelsPath is "${modelsPath}", and there is no such folder on this machine. ` +
      `Name the one where Ollama keeps its models (OLLAMA_MODELS): npm run pulumi -- config set --stack ${stack} ollamaModelsPath <folder>`,
  ];
}

/** Of a file that is not there the engine would make the folder. What is in them the container says. */
function certificateFiles({ tls, stack }: StackConfig): string[] {
  if (!tls) return [];
  const files = { grafanaCertFile: tls.certificate, grafanaKeyFile: tls.key };
  return Object.entries(files).flatMap(([key, file]) =>
    !isMissing(file)
      ? []
      : `${key} is "${file}", and there is no such file on this machine. ` +
        `Name it: npm run pulumi -- config set --stack ${stack} ${key} <file>`,
  );
}

/** What only root may look into, such as certbot's folder, is there as far as anybody can tell. */
function isMissing(file: string): boolean {
  try {
    fs.statSync(file);
    return false;
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}
