import { isNewer, movePin } from "../../../scripts/upgrade/pins";

const key = "grafanaImage";
const release = "grafana/grafana:13.2.0";
const move = (from: string, to = release) => movePin(key, from, to);

describe("an image that a stack's file names", () => {
  it("gives way to this release's own", () => {
    expect(move("grafana/grafana:12.4.1")).toEqual({ key, from: "grafana/grafana:12.4.1", to: "" });
    expect(move("node:22-alpine", "node:24-alpine")).toMatchObject({ to: "" });
    expect(move("grafana/alloy:v1.18.0", "grafana/alloy:v1.18.1")).toMatchObject({ to: "" });
  });

  it("keeps the registry in front of it", () => {
    expect(move("registry.example.com:5000/mirror/grafana/grafana:12.4.1")).toMatchObject({
      to: "registry.example.com:5000/mirror/grafana/grafana:13.2.0",
    });
    expect(move("mirror.example.com/library/node:22-alpine", "node:24-alpine")).toMatchObject({
      to: "mirror.example.com/library/node:24-alpine",
    });
  });

  it("loses a digest with its tag", () => {
    const digest = `@sha256:${"a".repeat(64)}`;
    expect(move(`grafana/grafana:12.4.1${digest}`)).toMatchObject({ to: "" });
  });

  it("is left alone where it has that tag", () => {
    expect(move(release)).toBeUndefined();
    expect(move(`registry.example.com/${release}`)).toBeUndefined();
    expect(move(`${release}@sha256:${"a".repeat(64)}`)).toBeUndefined();
  });

  it("is left alone, and told, where it is newer or another program's", () => {
    const newer = move("grafana/grafana:13.3.0");
    expect([newer?.to, newer?.stays]).toEqual([undefined, "newer than this release's 13.2.0"]);
    const own = move("corp/dashboards:1.0.0");
    expect([own?.to, own?.stays]).toEqual([undefined, "an image of your own"]);
    // A name that merely ends alike.
    expect(move("corp/my-node:20", "node:24-alpine")?.stays).toBe("an image of your own");
  });
});

it.each([
  ["grafana/grafana:13.2.0", "grafana/grafana:12.4.1", true],
  ["grafana/grafana:12.4.1", "grafana/grafana:13.2.0", false],
  ["grafana/grafana:13.2.0", "mirror.example.com:5000/grafana/grafana:13.2.0", false],
  ["grafana/grafana:latest", "grafana/grafana:13.2.0", false],
])("whether %s is newer than %s: %s", (one, other, newer) => {
  expect(isNewer(one, other)).toBe(newer);
});
