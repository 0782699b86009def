import * as fs from "node:fs";

import { inRegistry } from "../components/shared/images";
import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { Docker } from "./engine/docker";
import { readConfig } from "./offline/program";
import { project } from "./settings/declaration";
import { pinsFile, withDigests } from "./supply/digests";
import { resolveDigest } from "./supply/resolve";

/** Writes the digests of all pinned images into Pulumi.yaml, as the registry tells them: for who maintains this program. */
run(async () => {
  const { stack, registry = "" } = readArguments({
    name: "pins",
    does: "Pulls every image that Pulumi.yaml pins, and writes beside each tag the digest that its registry tells.\nFor who maintains this program; a bot does the same (.github/renovate.json).",
    flags: { registry: { type: "string", help: "a mirror or a registry of one's own to pull from" } },
    example: "--registry registry.example.com/mirror",
  });
  const docker = new Docker(await readConfig(stack));
  await docker.check();
  const digests: Record<string, string> = {};
  for (const [key, declared] of Object.entries(project().config)) {
    const image = String(declared.default);
    if (!key.endsWith("Image") || image.includes("@") || digests[image]) continue;
    digests[image] = await resolveDigest(docker, inRegistry(image, registry));
    console.log(`${image}  ${digests[image]}`);
  }
  const text = fs.readFileSync(pinsFile, "utf8");
  const pinned = withDigests(text, digests);
  fs.writeFileSync(pinsFile, pinned);
  console.log(
    pinned === text
      ? "They stand in Pulumi.yaml already."
      : "They were written into Pulumi.yaml: look at `git diff`.",
  );
});
