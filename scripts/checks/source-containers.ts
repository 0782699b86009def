import type { Sources } from "../../components/config/schema";
import { named } from "../../components/containers/collector-file/jobs";
import type { Check } from "../command/findings";

/** A container that runs and is none of ours. */
export interface Running {
  name: string;
  image: string;
  /** Names of its networks, as Docker lists them. */
  networks: string;
}

const keys = ["webuiContainers", "ollamaContainers", "gatewayContainers", "modelServerContainers"] as const;

/** What images of model servers, web UIs and gateways are called, and the key that collects each. */
const likely: [key: (typeof keys)[number], image: RegExp][] = [
  [
    "webuiContainers",
    /deepchat|open-webui|lobe-?(?:chat|hub)|nextchat|chatgpt-next-web|librechat|anything-?llm/i,
  ],
  ["gatewayContainers", /one-api|new-api|litellm|gpt-load/i],
  ["ollamaContainers", /ollama/i],
  ["modelServerContainers", /vllm|sglang|llama[.-]?cpp|xinference|lm-?studio|localai/i],
];

/** How many names a finding lists. */
const listed = 8;

/**
 * For each kind of container which ones are collected, or what was looked for; and those that look like one of them and are
 * not, or cannot be.
 */
export function containerChecks(sources: Sources, running: Running[]): Check[] {
  const all = keys.flatMap((key) => sources[key]);
  const kinds = keys
    .filter((key) => sources[key].length > 0)
    // Most hosts have no other model server: its names are there by default, and missed by nobody.
    .filter(
      (key) => key !== "modelServerContainers" || running.some(({ name }) => matches(sources[key], name)),
    )
    .map((key) => ofKind(key, sources[key], running));
  const others = running.filter(({ name }) => !matches(all, name)).flatMap(overlooked);
  const unseen = running.filter(({ name, networks }) => matches(all, name) && networks === "").map(nowhere);
  return [...kinds, ...unseen, ...others];
}

/** Those that are collected. */
export function collectedOf(sources: Sources, running: Running[]): Running[] {
  const patterns = keys.flatMap((key) => sources[key]);
  return running.filter(({ name }) => matches(patterns, name));
}

function ofKind(key: (typeof keys)[number], patterns: string[], running: Running[]): Check {
  const what = `containers ${patterns.join(", ")}`;
  const found = running.filter(({ name }) => matches(patterns, name)).map(({ name }) => name);
  if (found.length > 0) return { what, state: "ok", found: some(found) };
  const names = running.map(({ name }) => name);
  return {
    ...{ what, state: "empty" },
    found: `none of such a name runs; there are: ${names.length > 0 ? some(names) : "none but the stack's own"}`,
    hint: `right for a source you do not have; else: ${set(key, "<name>")}`,
  };
}

function overlooked({ name, image }: Running): Check[] {
  const key = likely.find(([, known]) => known.test(image))?.[0];
  if (!key) return [];
  const found = `runs the image ${image}, and is not collected: ${key} does not name it`;
  return [{ what: `container ${name}`, state: "empty", found, hint: set(key, name) }];
}

/** The collector finds a container by its networks: of one on the host's, Podman lists none. */
function nowhere({ name }: Running): Check {
  return {
    ...{ what: `container ${name}`, state: "failed" },
    found: "the engine lists no network of it, and so the collector cannot find it: none of its lines arrive",
    hint: "with Podman: run it on a network (--network podman), or as a systemd unit that ollamaUnits names",
  };
}

function matches(patterns: string[], name: string): boolean {
  return patterns.length > 0 && new RegExp(`^${named(patterns)}$`).test(name);
}

function set(key: string, name: string): string {
  return `npm run pulumi -- config set --path '${key}[0]' '${name}' (your list replaces the default one)`;
}

function some(names: string[]): string {
  const more = names.length - listed;
  return names.slice(0, listed).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
