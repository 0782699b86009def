import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { byDigest } from "../../../components/config/digests";
import { project, root } from "../../../scripts/settings/declaration";
import { digestOf, pinnedDigests, withDigests } from "../../../scripts/supply/digests";

const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
const renovate = JSON.parse(read(".github/renovate.json")) as {
  customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[];
};
/** How the bot reads a file. */
const managers = (file: string) =>
  renovate.customManagers.filter(({ managerFilePatterns }) =>
    managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)),
  );

/** Images that the bot sees in a file, with their tags and, where one stands there, their digests. */
function seen(file: string, text = read(file)): string[] {
  return managers(file)
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
    .map(({ groups = {} }) =>
      [`${groups.depName}:${groups.currentValue}`, groups.currentDigest].filter(Boolean).join("@"),
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
  const digests = pinnedDigests();
  const whole = pins.map((image) => [image, digests[image]].filter(Boolean).join("@"));
  expect(seen("Pulumi.yaml").sort()).toEqual(whole.sort());
  for (const file of ["Pulumi.yaml", ...documents]) expect([file, managers(file).length]).toEqual([file, 1]);
});

describe("digests in the file of pins", () => {
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
  const text = read("Pulumi.yaml");
  const [first = "", second = ""] = pins;
  const bare = text.replaceAll(/ +# digest: .*\n/g, "");

  it("are written below their images, found again there, and seen by the bot", () => {
    const one = withDigests(bare, { [first]: digest("1") });
    expect(pinnedDigests(one)).toEqual({ [first]: digest("1") });
    const both = withDigests(one, { [first]: digest("3"), [second]: digest("2"), "other:1": digest("4") });
    expect(pinnedDigests(both)).toEqual({ [first]: digest("3"), [second]: digest("2") });
    expect(seen("Pulumi.yaml", both)).toEqual(
      expect.arrayContaining([`${first}@${digest("3")}`, `${second}@${digest("2")}`]),
    );
    expect(seen("Pulumi.yaml", both)).toHaveLength(pins.length);
  });

  it("change nothing that Pulumi or the documents read", () => {
    const pinned = withDigests(bare, Object.fromEntries(pins.map((image) => [image, digest("1")])));
    expect(parse(pinned)).toEqual(parse(text));
    expect(pinned.match(/# zh: /g)).toHaveLength(text.match(/# zh: /g)?.length ?? 0);
    expect(withDigests(pinned, {})).toBe(pinned);
  });

  it("are those of an image wherever it comes from, and of no other", () => {
    const pinned = { "grafana/loki:1": digest("1"), "node:24": digest("2") };
    expect(digestOf("grafana/loki:1", pinned)).toBe(digest("1"));
    expect(digestOf("mirror.example.com/library/node:24", pinned)).toBe(digest("2"));
    expect(digestOf("corp/my-node:24", pinned)).toBeUndefined();
    expect(digestOf("grafana/loki:2", pinned)).toBeUndefined();
  });

  it("reach the program through its variable", () => {
    const handed = `grafana/loki:1@${digest("1")} node:24@${digest("2")}`;
    expect(byDigest("node:24", handed)).toBe(`node:24@${digest("2")}`);
    expect(byDigest("grafana/loki:11", handed)).toBe("grafana/loki:11");
    expect(byDigest("node:24", undefined)).toBe("node:24");
  });
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
