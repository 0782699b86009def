import * as semver from "semver";

import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import type { Docker } from "../engine/docker";
import type { EngineKind } from "../engine/engine-kind";
import type { Diagnosis } from "./diagnosis";
import type { EngineFacts } from "./engine-facts";
import type { Machine } from "./machine";
import type { Plugin } from "./plugins";

/** What this release was tried with; older engines are refused before (scripts/engine/engine-kind.ts). */
const tested = { Docker: ">=20.10.0 <30.0.0", Podman: ">=4.0.0 <6.0.0", Pulumi: ">=3.259.0 <4.0.0" };

/** The engine's version and kind. */
export function engineVersion(kind: EngineKind, facts: EngineFacts): Diagnosis {
  const what = "engine";
  const ways = [...(kind.rootless ? ["rootless"] : []), ...(kind.snap ? ["snap"] : [])];
  const how = ways.length > 0 ? ` (${ways.join(", ")})` : "";
  const found = `${kind.name} ${kind.version}${how} on ${facts.system || "a system it does not name"}, command docker ${facts.client || "of unknown version"}`;
  if (kind.snap)
    return {
      ...{ what, state: "note", found },
      hint: "Docker from the snap store sees only some folders of its host: with Docker's own packages all are seen",
    };
  if (within(kind.version, tested[kind.name])) return { what, state: "ok", found };
  return {
    what,
    state: "note",
    found: `${found}; tested: ${tested[kind.name]}`,
    hint: "it should work: tell if not",
  };
}

/**
 * The Pulumi CLI and its plugins, as far as they are here.
 *
 * @param cli path of the CLI; undefined: there is none
 */
export async function pulumiVersions(
  machine: Machine,
  cli: string | undefined,
  plugins: Plugin[],
): Promise<Diagnosis[]> {
  const what = "Pulumi CLI";
  const here = plugins.flatMap(({ name, version, at }): Diagnosis[] =>
    at ? [{ what: `plugin ${name}`, state: "ok", found: `${version}, ${at}` }] : [],
  );
  if (!cli) return here;
  const version = (await machine.run(cli, ["version"], { PULUMI_SKIP_UPDATE_CHECK: "true" }))?.trim();
  if (!version)
    return [
      {
        ...{ what, state: "failed", found: `${cli} does not say its version` },
        hint: "install it anew (https://www.pulumi.com/docs/install/), or remove it: npm run up downloads one",
      },
      ...here,
    ];
  const found = `${version}, ${cli}`;
  if (within(version, tested.Pulumi)) return [{ what, state: "ok", found }, ...here];
  const hint = "update it, or take it from PATH: npm run up then downloads the one that was tested";
  return [{ what, state: "note", found: `${found}; tested: ${tested.Pulumi}`, hint }, ...here];
}

/**
 * Whether the containers that are there are of the images that the configuration names.
 *
 * @param docker undefined: those that are there are another's
 */
export async function images(
  config: StackConfig,
  docker: Pick<Docker, "lines"> | undefined,
): Promise<Diagnosis[]> {
  const names = physicalNames(config.project, config.stack);
  const lines = (await docker?.lines(["ps", "-a", "--format", "{{.Names}}\t{{.Image}}"])) ?? [];
  const there = new Map(lines.map((line) => line.split("\t") as [string, string]));
  return partsOf(config).map(({ role, image }): Diagnosis => {
    const what = `image of ${role}`;
    const now = there.get(names.container(role));
    // The configuration takes no tag outside the tested range.
    if (!now || now === image || /^(?:sha256:)?[0-9a-f]{12,}$/.test(now))
      return { what, state: "ok", found: `${image}, in the tested range` };
    return { what, state: "note", found: `${now} runs, the configuration says ${image}`, hint: "npm run up" };
  });
}

function within(version: string, range: string): boolean {
  const known = semver.coerce(version);
  return known !== null && semver.satisfies(known, range);
}
