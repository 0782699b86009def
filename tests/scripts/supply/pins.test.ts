import * as fs from "node:fs";
import * as path from "node:path";

import { project, root } from "../../../scripts/settings/declaration";

const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
const renovate = JSON.parse(read(".github/renovate.json")) as {
  customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[];
};
const [manager = { managerFilePatterns: [], matchStrings: [] }] = renovate.customManagers;

/** Images that the bot sees in a file, with their tags. */
function seen(file: string): string[] {
  const text = read(file);
  return manager.matchStrings.flatMap((pattern) =>
    [...text.matchAll(new RegExp(pattern, "g"))].map(
      ({ groups = {} }) => `${groups.depName}:${groups.currentValue}`,
    ),
  );
}

/** The pins of images: the defaults in Pulumi.yaml. */
const pins = Object.entries(project().config)
  .filter(([key]) => key.endsWith("Image"))
  .map(([, declared]) => String(declared.default));

const documents = fs
  .readdirSync(path.join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

it("shows the bot every image that is pinned, where it looks", () => {
  expect(pins.length).toBeGreaterThan(5);
  expect(seen("Pulumi.yaml").sort()).toEqual(pins.sort());
  for (const file of ["Pulumi.yaml", ...documents])
    expect([
      file,
      manager.managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
    ]).toEqual([file, true]);
});

it.each(documents)("%s names images as they are pinned", (file) => {
  expect(seen(file).filter((image) => !pins.includes(image))).toEqual([]);
});

it("pins actions by commit, with the version beside it", () => {
  const folder = ".github/workflows";
  const used = fs
    .readdirSync(path.join(root, folder))
    .flatMap((name) => read(`${folder}/${name}`).match(/uses: .*/g) ?? []);
  expect(used.length).toBeGreaterThan(3);
  for (const line of used) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it("pins modules to one version", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json")) as Record<
    string,
    Record<string, string>
  >;
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
