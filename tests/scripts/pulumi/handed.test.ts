import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { digestVariable } from "../../../components/config/digests";
import { gpuVariable } from "../../../components/config/gpu";
import { StackReader } from "../../../scripts/pulumi/stack-reader";
import { StackFiles } from "../../../scripts/settings/stack-files";

const handed = [gpuVariable, digestVariable];

afterEach(() => handed.forEach((name) => delete process.env[name]));

it("hands over what the engine offers as it is when the CLI runs, whenever that was asked", () => {
  const executable = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "handed-")), "pulumi");
  fs.writeFileSync(executable, "#!/bin/sh\nenv\n", { mode: 0o755 });
  const given = () => handed.map((name) => new RegExp(`^${name}=(.*)$`, "m").exec(said())?.[1]);
  const said = () => reader.quiet(["version"]).stdout;
  process.env[gpuVariable] = "nvidia";
  const reader = new StackReader("dev", { executable, files: new StackFiles("dev"), variables: {} });
  expect(given()).toEqual(["nvidia", undefined]);
  // A sensor that could not start is left out, and images are found, when the CLI is known already.
  delete process.env[gpuVariable];
  process.env[digestVariable] = "a:1@sha256:0";
  expect(given()).toEqual([undefined, "a:1@sha256:0"]);
});
