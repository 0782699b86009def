import { allParts } from "../../components/containers/parts";
import { inRegistry, pluginServer, registry, tagOf } from "../../components/shared/images";
import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

const everything = { webhookUrl: "https://r.example.com/x", gpu: "nvidia", receivers: [] };
/** The images of every container that a stack may have. */
async function imagesWith(keys: Record<string, unknown>) {
  const config = await configWith({ ...everything, ...keys }, ["webhookUrl"]);
  return allParts.flatMap(({ role, config: part }) => {
    const own = part(config);
    return own ? [[role, own.image] as const] : [];
  });
}

describe("imageRegistry", () => {
  it.each(["promtail", "alloy"])("stands in front of every image, with %s", async (collectorAgent) => {
    const images = await imagesWith({ imageRegistry: "registry.example.com:5000/hub", collectorAgent });
    expect(images.length).toBeGreaterThan(4);
    for (const [role, image] of images)
      expect([role, image]).toEqual([
        role,
        expect.stringMatching(/^registry\.example\.com:5000\/hub\/(?:grafana|library|wollomatic)\/[a-z-]+:/),
      ]);
  });

  it("leaves images alone that name a registry", async () => {
    const images = await imagesWith({ imageRegistry: "r.example.com", lokiImage: "ghcr.io/me/loki:3.7.6" });
    expect(Object.fromEntries(images).loki).toBe("ghcr.io/me/loki:3.7.6");
  });

  it.each(["https://r.example.com", "r.example.com/", "mirror", "mirror/hub", "r.example.com/Hub", "a b.c"])(
    "is refused as %j",
    async (value) => {
      expect(await mistakes({ imageRegistry: value })).toContain(
        `imageRegistry is "${value}"; allowed: a registry's host`,
      );
    },
  );

  it.each([
    "localhost",
    "localhost:5000/a",
    "box:5000",
    "10.0.0.2:5000",
    "docker.m.daocloud.io",
    "r.x/a_b/c-d",
  ])("may be %j", (value) => {
    expect(registry(value)).toBeUndefined();
  });
});

describe("inRegistry", () => {
  it.each([
    ["grafana/loki:3.7.6", "r.x/grafana/loki:3.7.6"],
    ["node:24-alpine", "r.x/library/node:24-alpine"],
    ["node:24-alpine@sha256:ab", "r.x/library/node:24-alpine@sha256:ab"],
    ["localhost/node:24", "localhost/node:24"],
    ["box:5000/node:24", "box:5000/node:24"],
    ["docker.io/grafana/loki:3.7.6", "docker.io/grafana/loki:3.7.6"],
  ])("makes of %j %j", (image, expected) => {
    expect(inRegistry(image, "r.x")).toBe(expected);
    expect(inRegistry(image, "")).toBe(image);
  });
});

it("knows the tag of an image with a digest", () => {
  expect(tagOf(`box:5000/grafana/loki:3.5.1@sha256:${"9".repeat(64)}`)).toBe("3.5.1");
});

describe("pluginServer", () => {
  it("may be a folder of a web server", () => {
    expect(pluginServer("http://10.0.0.2:8000/pulumi")).toBeUndefined();
  });

  it.each([
    "files.example.com",
    "https://a:b@c/",
    "https://c/?a=b",
    "https://c/a,b",
    "https://c/$1",
    "ftp://c",
  ])("is refused as %j", async (value) => {
    expect(await mistakes({ pluginServer: value })).toMatch(/pluginServer is .* allowed: an http:\/\/ or/);
  });
});
