import { changesOf, isEmpty, type Plan, refuseOlder, told } from "../../../scripts/upgrade/plan";
import { refuseUnwell, type Running } from "../../../scripts/upgrade/running";
import { configWith } from "../../support/config";

const one = { version: "0.1.0", commit: "1111111aaaaaaa" };
const other = { version: "0.1.0", commit: "2222222bbbbbbb" };
const change = {
  role: "grafana",
  key: "grafanaImage",
  was: "grafana/grafana:12.4.1",
  is: "grafana/grafana:13.2.0",
} as const;
const nothing: Plan = { changes: [], pins: [], before: one, now: one };

/** What runs, of images whose ids are their names. */
function there(images: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(images).map(([role, image]) => [role, { image, imageId: `id ${image}` }]),
  );
}

describe("what changes", () => {
  it("is each container whose image is another, and each that is new", async () => {
    const config = await configWith({
      lokiImage: "grafana/loki:3.7.6",
      grafanaImage: "grafana/grafana:13.2.0",
    });
    const all = Object.fromEntries(
      [config.loki, config.grafana, config.collector, config.engines, config.probe].flatMap((part) =>
        part ? [[part.image, `id ${part.image}`]] : [],
      ),
    );
    const same = { loki: "grafana/loki:3.7.6", collector: config.collector.image, probe: config.probe.image };
    expect(changesOf(config, there({ ...same, grafana: "grafana/grafana:12.4.1" }), all)).toEqual([
      { role: "proxy", key: "proxyImage", was: undefined, is: config.engines?.image },
      change,
    ]);
  });

  it("is no other name of the same image, and an image that is not on the host yet", async () => {
    const config = await configWith({ grafanaImage: "grafana/grafana:13.2.0" });
    const of = (grafana: { image: string; imageId: string }, ids: Record<string, string>) =>
      changesOf(config, { grafana }, ids).filter(({ role }) => role === "grafana");
    const mirrored = { image: "mirror.example.com/grafana/grafana:13.2.0", imageId: "id" };
    expect(of(mirrored, { "grafana/grafana:13.2.0": "id" })).toEqual([]);
    expect(of(mirrored, {})).toHaveLength(1);
    expect(of({ image: "grafana/grafana:13.2.0", imageId: "pruned" }, {})).toEqual([]);
  });

  it("is nothing only where the program is known to be the same, too", () => {
    expect(isEmpty(nothing)).toBe(true);
    expect(isEmpty({ ...nothing, before: undefined })).toBe(false);
    expect(isEmpty({ ...nothing, now: other })).toBe(false);
    expect(isEmpty({ ...nothing, changes: [change] })).toBe(false);
    expect(isEmpty({ ...nothing, pins: [{ key: "lokiImage", from: "a:1", to: "" }] })).toBe(false);
    expect(isEmpty({ ...nothing, pins: [{ key: "lokiImage", from: "a:9", stays: "newer" }] })).toBe(true);
  });

  it("is told in a line each", () => {
    const pins = [
      { key: "lokiImage", from: "grafana/loki:3.6.5", to: "" },
      { key: "probeImage", from: "corp/node:26", stays: "an image of your own" },
    ];
    const plan: Plan = {
      changes: [change, { role: "proxy", key: "proxyImage", is: "p:1" }],
      pins,
      before: one,
      now: other,
    };
    expect(told(plan).split("\n")).toEqual([
      "  program     0.1.0 (1111111) -> 0.1.0 (2222222)",
      "  grafana     grafana/grafana:12.4.1 -> grafana/grafana:13.2.0",
      "  proxy       new: p:1",
      "  lokiImage   grafana/loki:3.6.5 -> this release's, in the stack's file",
      "  probeImage  corp/node:26 stays: an image of your own",
    ]);
    expect(told(nothing)).toMatch(
      /^ {2}program {2}0\.1\.0 \(1111111\), as it was\n {2}images {3}as they are$/,
    );
    expect(told({ ...nothing, before: undefined })).toContain("not noted -> 0.1.0 (1111111)");
  });
});

describe("an upgrade is refused beforehand", () => {
  it("where data would get an older program", () => {
    const back = { ...change, was: change.is, is: change.was };
    expect(() => refuseOlder([back])).toThrow(
      /^grafanaImage is grafana\/grafana:12\.4\.1, and grafana\/grafana:13\.2\.0 runs: .*Nothing was changed\. Set grafanaImage to .* or later; or restore/,
    );
    expect(() => refuseOlder([change])).not.toThrow();
    expect(() => refuseOlder([{ ...back, role: "probe", key: "probeImage" }])).not.toThrow();
  });

  it("where there is nothing well to go back to", () => {
    const container = (role: string, status: string, state = "running") =>
      ({
        ...{ id: role, name: role, role, running: state === "running", state, status },
        ...{ image: "i", imageId: "i" },
      }) as Running;
    const well = [container("loki", "Up 2 hours (healthy)"), container("grafana", "Up 2 hours (healthy)")];
    expect(() => refuseUnwell(well, "lab")).not.toThrow();
    // A filter before a further engine, which may be switched off.
    expect(() => refuseUnwell([...well, container("proxy-2", "Up 1 hour (unhealthy)")], "lab")).not.toThrow();
    expect(() => refuseUnwell([], "lab")).toThrow(/is not up: npm run up/);
    for (const [status, state] of [
      ["Up 2 hours (unhealthy)", "running"],
      ["Exited (1) 3 minutes ago", "exited"],
      ["Restarting (1) 2 seconds ago", "restarting"],
    ] as const)
      expect(() => refuseUnwell([...well, container("collector", status, state)], "lab")).toThrow(
        `nothing to go back to: collector (${status}). Nothing was changed.`,
      );
  });
});
