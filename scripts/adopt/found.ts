import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import { untouched } from "./data";
import { type Inspected, type Theirs, theirs } from "./theirs";

/** The parts of one stack that was made by hand. */
export interface Found {
  loki: Theirs;
  promtail?: Theirs;
  grafana?: Theirs;
}

/** All containers that could be taken over, whether they run or not. */
export async function allTheirs(docker: Pick<Docker, "cli" | "lines">): Promise<Theirs[]> {
  const ids = await docker.lines(["ps", "-aq", "--no-trunc"]);
  if (ids.length === 0) return [];
  // One that is gone meanwhile is told as an error; the others are there all the same.
  const { stdout } = await docker.cli.run(["inspect", "--format", "{{json .}}", ...ids]);
  const lines = stdout.split("\n").filter(Boolean);
  return lines.flatMap((line) => theirs(JSON.parse(line) as Inspected) ?? []);
}

/**
 * Those of one stack.
 *
 * @param from its folder, its compose file or its compose project's name. @default the only one there is
 * @throws Failure naming what there is
 */
export function oneStack(all: Theirs[], from?: string): Found {
  const groups = new Map<string, Theirs[]>();
  for (const one of all) {
    const key = [one.project, one.folder].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const named = [...groups.values()].filter(
    (group) => from === undefined || group.some((one) => isFrom(one, from)),
  );
  const stacks = named.filter((group) => group.some(({ role }) => role === "loki"));
  const told = (list: Theirs[][]) => list.map((group) => `  ${nameOf(group)}`).join("\n");
  const [stack, ...more] = stacks;
  if (!stack) {
    const others = groups.size > 0 ? `\nThere is:\n${told([...groups.values()])}` : "";
    throw new Failure(
      `There is no container of Loki${from === undefined ? "" : ` that belongs to ${from}`} on this Docker engine, running or stopped. ${untouched} ` +
        `Start that stack (docker compose up -d in its folder), or name its folder with --from.${others}`,
    );
  }
  if (more.length > 0)
    throw new Failure(
      `There are ${stacks.length} stacks with a Loki: name one with --from <folder or compose project>. ${untouched}\n${told(stacks)}`,
    );
  return {
    loki: only(stack, "loki") as Theirs,
    promtail: only(stack, "promtail"),
    grafana: only(stack, "grafana"),
  };
}

function only(group: Theirs[], role: Theirs["role"]): Theirs | undefined {
  const [one, other] = group.filter((container) => container.role === role);
  if (other)
    throw new Failure(
      `${one?.name} and ${other.name} are both a ${role} of one stack, and ours has one. Stop and remove the one that is not needed. ${untouched}`,
    );
  return one;
}

function isFrom({ project, folder, files }: Theirs, from: string): boolean {
  const place = path.resolve(from);
  return project === from || folder === place || files.some((file) => path.resolve(folder, file) === place);
}

/** Such as `monitoring in /srv/monitoring: loki, promtail, grafana`. */
function nameOf(group: Theirs[]): string {
  const [{ project, folder } = { project: "", folder: "" }] = group;
  const where = project ? `${project} in ${folder}` : "without compose";
  return `${where}: ${group.map(({ name }) => name).join(", ")}`;
}

/**
 * A file inside a container, whether that runs or not.
 *
 * @returns undefined where there is none, or what holds it is not reached that way
 */
export async function fileIn(
  docker: Pick<Docker, "cli">,
  container: Theirs,
  file: string,
): Promise<string | undefined> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-adopt-"));
  try {
    const copy = path.join(folder, "file");
    const { status } = await docker.cli.run(["cp", "-L", `${container.id}:${file}`, copy]);
    return status === 0 && fs.statSync(copy).isFile() ? fs.readFileSync(copy, "utf8") : undefined;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The value of a flag of a Go program, `-name=value` or `--name value`. */
export function flagOf({ command }: Theirs, name: string): string | undefined {
  const at = command.findIndex((word) => new RegExp(`^--?${name}(=|$)`).test(word));
  const [, value] = /=(.*)$/s.exec(command[at] ?? "") ?? [];
  return at < 0 ? undefined : (value ?? command[at + 1]);
}
