import { grafanaNames, uids } from "../../../components/shared/naming";
import { Adoption, kinds, overwritten } from "../../../scripts/grafana/adoption";
import { type Registered, resourcesOf } from "../../support/stack";

type Things = Partial<Record<"contact-points" | "mute-timings", object[]>>;

/** A Grafana that has everything it is asked for, and these lists. */
const grafana = (lists: Things = {}, has = true, strays: { group: string; title: string }[] = []) => ({
  get: <T>(path: string) => {
    const list = /(contact-points|mute-timings)$/.exec(path)?.[1] as keyof Things | undefined;
    return Promise.resolve((list ? (lists[list] ?? []) : has ? {} : undefined) as T | undefined);
  },
  strayRules: () => Promise.resolve(strays),
});
const point = (name: string, text = 'template "deepchat.title"') => ({
  ...{ name, type: "webhook", settings: { title: text } },
});
const { contactPoints, muteTiming } = grafanaNames;
const foreign = { "contact-points": [point(contactPoints.critical, "mine")] };

let program: Registered[];
beforeAll(async () => {
  program = (await resourcesOf("prod")).filter(({ type }) => type.startsWith("grafana:"));
});

it("knows of every kind the program makes whether it can be made twice", () => {
  const types = [...new Set(program.map(({ type }) => type))];
  expect(types.length).toBeGreaterThan(4);
  expect(types.filter((type) => !(type in kinds) && !overwritten.includes(type))).toEqual([]);
});

it("calls what Grafana has as the program does, whatever that is", async () => {
  const lists = { "contact-points": Object.values(contactPoints).map((name) => point(name)) };
  const renamed = program.map((resource) => ({ ...resource, name: `other-${resource.name}` }));
  const found = await new Adoption(grafana(lists), () => Promise.resolve(renamed)).ours();
  const own = renamed.filter(({ type }) => type in kinds).map(({ type, name }) => `${type} ${name}`);
  expect(found.map(({ type, name }) => `${type} ${name}`)).toEqual(expect.arrayContaining(own));
  // Each is imported once.
  expect(new Set(found.map(({ id, type }) => type + id)).size).toBe(found.length);
  expect(found.find(({ type }) => type.endsWith(":DataSource"))?.id).toBe(`1:${uids.datasource}`);
  expect(found.map(({ id }) => id)).toContain(`1:${uids.folders.alerts}:${grafanaNames.ruleGroups.rules}`);
});

it("takes over what an earlier configuration left, so that it goes", async () => {
  const lists = {
    "contact-points": [point(contactPoints.heartbeat)],
    "mute-timings": [{ name: muteTiming(3), provenance: "api" }, { name: "mine" }],
  };
  const found = await new Adoption(grafana(lists, false), () => Promise.resolve([])).ours();
  expect(found.map(({ id }) => id)).toEqual([`1:${contactPoints.heartbeat}`, `1:${muteTiming(3)}`]);
});

it("takes over nothing that is not there", async () => {
  expect(await new Adoption(grafana({}, false), () => Promise.resolve(program)).ours()).toEqual([]);
});

it.each([
  ["a contact point", foreign, "contact point named DeepChat critical (webhook)"],
  ["a mute timing", { "mute-timings": [{ name: muteTiming(0) }] }, "mute timing named DeepChat quiet 1"],
])("refuses %s of somebody else's with a name of ours, unless Pulumi made it", async (_, lists, words) => {
  const adoption = new Adoption(grafana(lists), () => Promise.resolve(program));
  await expect(adoption.ours()).rejects.toThrow(words);
  await expect(adoption.refuseForeign()).rejects.toThrow(words);
  await adoption.refuseForeign(new Set([contactPoints.critical, muteTiming(0)]));
});

it("refuses a rule of somebody else's in a group of ours", async () => {
  const adoption = new Adoption(grafana({}, true, [{ group: "deepchat", title: "Mine" }]), () =>
    Promise.resolve(program),
  );
  await expect(adoption.ours()).rejects.toThrow('an alert rule "Mine" in the group deepchat');
});
