import { allParts } from "../../../components/containers/parts";
import { stackConfig } from "../../../scripts/offline/project";
import { billOf } from "../../../scripts/supply/bill";
import { imageComponent, licenseOf } from "../../../scripts/supply/components";

describe("the bill of materials", () => {
  const bill = billOf("prod");

  it("has every image that a container may have, Pulumi, its plugins, and the modules", async () => {
    const { components } = await bill;
    const names = components.map(({ name, version }) => `${name}:${version}`);
    const { values } = stackConfig("prod");
    const keys = allParts.map((part) => part.imageKey({ collector: { agent: "promtail" } } as never));
    for (const key of keys) expect(names).toContain(values[`deepchat-observability:${key}`]);
    const found = components.filter(({ type }) => type === "application").map(({ name }) => name);
    expect(found.sort()).toEqual([
      "pulumi",
      ...["docker", "grafana", "random"].map((x) => `pulumi-resource-${x}`),
    ]);
    expect(names.some((name) => name.startsWith("@pulumi/pulumi:"))).toBe(true);
  });

  it("names each thing once, in a way others can look up", async () => {
    const { components, dependencies } = await bill;
    const references = components.map((component) => component["bom-ref"]);
    expect(new Set(references).size).toBe(references.length);
    for (const { purl } of components) expect(purl).toMatch(/^pkg:(?:npm|github|docker)\/.+@[^@]+$/);
    const [top] = dependencies.filter(({ ref }) => ref.startsWith("deepchat-observability@"));
    for (const one of components.filter(({ type }) => type !== "library"))
      expect(top?.dependsOn).toContain(one["bom-ref"]);
  });

  it("has nothing whose licence nobody knows, and none that asks for the source of this program", async () => {
    const { components } = await bill;
    const known =
      /^(?:\(?(?:0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC-BY-3\.0|CC0-1\.0|ISC|MIT|Python-2\.0)(?: AND |\)?$))+/;
    for (const one of components.filter(({ type }) => type !== "container"))
      expect([one.name, licenseOf(one)]).toEqual([one.name, expect.stringMatching(known)]);
    for (const one of components.filter(({ type }) => type === "container"))
      expect([one.name, licenseOf(one)]).not.toEqual([one.name, ""]);
  });

  it("tells an image by its digest where it has one", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(imageComponent(`box:5000/grafana/loki:3.7.6@${digest}`, true)).toMatchObject({
      name: "box:5000/grafana/loki",
      version: "3.7.6",
      purl: `pkg:docker/box:5000/grafana/loki@sha256%3A${"a".repeat(64)}?tag=3.7.6`,
      licenses: [{ license: { id: "AGPL-3.0-only" } }],
    });
  });
});
