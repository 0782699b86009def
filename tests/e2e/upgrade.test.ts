import type { GrafanaApi } from "../../scripts/grafana/api";
import { decrypted } from "../../scripts/pulumi/decrypted";
import { describeE2E } from "../support/engine";
import { pinned } from "../support/pins";
import { cannotRun } from "./stand/cannot-run";
import { docker } from "./stand/docker";
import { copyProgram, copyRevision, hasRevision } from "./stand/program";
import { Stand } from "./stand/stand";
import { Images } from "./way-back/images";

/** The last commit before the tree by subject. */
const before = "cf72dff3a72a3c0da79d5299c7e3b184a21cb88f";

interface Resource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  delete?: boolean;
}

/** A user's stack of an earlier version, after `git pull` and `npm run up`. */
describeE2E("an upgrade", cannotRun() ?? hasRevision(before), () => {
  let stand: Stand;
  let was: Awaited<ReturnType<typeof look>>;
  let back: Awaited<ReturnType<typeof look>>;
  let is: Awaited<ReturnType<typeof look>>;
  let images: Images | undefined;

  async function look() {
    const { output } = await stand.must("pulumi", "stack", "export", "--show-secrets");
    const state = decrypted(output.slice(output.indexOf("{"))) as {
      deployment: { resources: Resource[]; pending_operations?: unknown[] };
    };
    const { resources, pending_operations: pending = [] } = state.deployment;
    const containers = resources.filter(({ type }) => type === "docker:index/container:Container");
    const { networks, volumes } = stand.leftovers();
    return {
      urns: resources.map(({ urn }) => urn).sort(),
      halfDone: [...pending, ...resources.filter((resource) => resource.delete)],
      ids: Object.fromEntries(containers.map(({ urn, id }) => [urn.split("::").at(-1) ?? "", id])),
      content: Object.fromEntries(
        containers.map(({ urn, inputs }) => [urn.split("::").at(-1) ?? "", JSON.stringify(inputs, own)]),
      ),
      networks: networks.map((name) => docker("network", "inspect", "-f", "{{.Id}}", name)),
      // Not by the time a volume was made: older engines take its folder's for that.
      volumes: Object.fromEntries(volumes.map((name) => [name, inVolume(name, "readdirSync('/volume')")])),
      grafana: await inGrafana(await stand.grafana()),
    };
  }

  beforeAll(async () => {
    stand = await Stand.create({ language: "zh", quietHours: [{ from: "22:00", to: "07:00" }] }, (folder) =>
      copyRevision(before, folder),
    );
    const services = `http://host.docker.internal:${stand.receiver.httpPort}`;
    for (const [key, value] of [
      ["wecomUrl", `${services}/wecom`],
      ["webhookUrl", `${services}/webhook`],
    ] as const)
      await stand.must("pulumi", "config", "set", "--secret", key, value);
    await stand.must("up");
    for (const name of stand.leftovers().volumes) inVolume(name, "writeFileSync('/volume/before', '')");
    was = await look();
    copyProgram(stand.folder);
    images = new Images(stand.id);
    await stand.must("pulumi", "config", "set", "grafanaImage", images.badGrafana());
    const { code, output } = await stand.npm("upgrade", "--yes");
    expect([code, output]).toEqual([1, expect.stringMatching(/What ran before runs again, with its data/)]);
    back = await look();
    await stand.must("up");
    is = await look();
  }, 480_000);
  afterAll(async () => {
    await stand?.dispose();
    images?.remove();
  }, 120_000);

  it("that fails is taken back: each container, all in Grafana and every resource as it was", () => {
    expect(back.content).toEqual(was.content);
    expect(back.grafana).toEqual(was.grafana);
    expect([back.urns, back.halfDone]).toEqual([was.urns, []]);
  });

  it("keeps every volume and the network", () => {
    expect(Object.keys(was.volumes).length).toBeGreaterThan(2);
    // What was not there before may come.
    expect(Object.keys(is.volumes)).toEqual(expect.arrayContaining(Object.keys(was.volumes)));
    for (const name of Object.keys(was.volumes)) expect(is.volumes[name]).toContain("'before'");
    expect(is.networks).toEqual(was.networks);
  });

  it("makes anew the containers whose content changed, and no other", () => {
    const changed = (which: "ids" | "content") =>
      Object.keys(was[which]).filter((name) => was[which][name] !== is[which][name]);
    expect(changed("ids")).toEqual(changed("content"));
    expect(Object.keys(is.ids)).toEqual(expect.arrayContaining(Object.keys(was.ids)));
  });

  it("keeps what stands in Grafana: nothing is removed, doubled or made anew", () => {
    expect(was.grafana.rules.length).toBeGreaterThan(10);
    // A later version may add a board or a rule; what was there is there once, under the ids it had.
    for (const [kind, objects] of Object.entries(was.grafana)) {
      const now = is.grafana[kind as keyof typeof is.grafana];
      expect([kind, now]).toEqual([kind, expect.arrayContaining(objects)]);
      expect([kind, new Set(now).size]).toEqual([kind, now.length]);
    }
  });

  it("knows every resource by the name it had, and leaves nothing half done", () => {
    expect(is.urns).toEqual(expect.arrayContaining(was.urns));
    expect(new Set(is.urns).size).toBe(is.urns.length);
    expect(is.halfDone).toEqual([]);
  });

  it("is all: a second up changes nothing", async () => {
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/[1-9]\d* (created|updated|replaced|deleted)/);
    expect((await look()).ids).toEqual(is.ids);
  }, 120_000);
});

/** Leaves out what the provider notes among inputs: which of them nobody gave. */
function own(key: string, value: unknown): unknown {
  return key === "__defaults" ? undefined : value;
}

/** What a call of Node.js's fs says of a volume, printed. */
function inVolume(name: string, call: string): string {
  const image = pinned("probeImage");
  return docker(
    "run",
    "--rm",
    "--user",
    "0",
    "-v",
    `${name}:/volume`,
    image,
    "node",
    "-e",
    `console.log(fs.${call})`,
  );
}

/** Each object by what Grafana and its users know it by. */
async function inGrafana(grafana: GrafanaApi) {
  const all = async (path: string, ...keys: string[]) => {
    const found = (await grafana.get<Record<string, unknown>[]>(path)) ?? [];
    return found.map((object) => keys.map((key) => String(object[key])).join(" ")).sort();
  };
  return {
    datasources: await all("/api/datasources", "id", "uid"),
    folders: await all("/api/folders", "uid"),
    dashboards: await all("/api/search?type=dash-db", "uid"),
    rules: await all("/api/v1/provisioning/alert-rules", "id", "uid"),
    contactPoints: await all("/api/v1/provisioning/contact-points", "uid", "name"),
    muteTimings: await all("/api/v1/provisioning/mute-timings", "name"),
    templates: await all("/api/v1/provisioning/templates", "name"),
  };
}
