import type { Docker } from "../../../scripts/engine/docker";
import type { Found } from "../../../scripts/engine/survey";
import { TakeOver } from "../../../scripts/engine/take-over";

/** An engine with containers and networks, as far as a take-over asks. */
class Engine {
  containersThere = new Map<string, { name: string; runs: boolean; networks: string[] }>();
  networksThere = new Map<string, string>();
  readonly aliases: string[] = [];
  up = true;

  answers = () => Promise.resolve(this.up);
  stop = (id: string) => Promise.resolve(void (this.at(id).runs = false));
  remove = (kind: string, id: string) =>
    Promise.resolve(void (kind === "network" ? this.networksThere : this.containersThere).delete(id));
  containers = () =>
    Promise.resolve(
      [...this.containersThere]
        .filter(([, { name }]) => !name.endsWith("-before"))
        .map(([id, { name }]) => ({ id, name })) as Awaited<ReturnType<Docker["containers"]>>,
    );

  lines = (args: string[]): Promise<string[]> => Promise.resolve(this.answer(args));

  private answer(args: string[]): string[] {
    const [command = "", verb = "", ...rest] = args;
    const id = rest.at(-1) ?? verb;
    if (command === "container" && verb === "inspect") {
      const { name, runs, networks } = this.at(id);
      const attached = Object.fromEntries(networks.map((one) => [one, { Aliases: ["relay", id] }]));
      return [
        JSON.stringify({
          Name: `/${name}`,
          State: { Running: runs },
          NetworkSettings: { Networks: attached },
        }),
      ];
    }
    if (command === "rename") this.at(verb).name = id;
    else if (command === "start") this.at(verb).runs = true;
    else if (command === "network" && verb === "inspect")
      return [JSON.stringify({ Name: "net", Driver: "bridge", Labels: { owner: "them" } })];
    else if (command === "network" && verb === "ls")
      return [...this.networksThere].map(([id, name]) => `${id}\t${name}`);
    else if (command === "network" && verb === "create") {
      expect(rest).toEqual(expect.arrayContaining(["--label", "owner=them"]));
      this.networksThere.set("net-again", id);
    } else if (command === "network" && verb === "disconnect") this.at(id).networks = [];
    else if (command === "network" && verb === "connect") {
      this.aliases.push(...rest.filter((_, i) => rest[i - 1] === "--alias"));
      this.at(id).networks.push(rest.at(-2) ?? "");
    }
    return [];
  }

  private at(id: string) {
    const found = this.containersThere.get(id);
    if (!found) throw new Error(`no such container: ${id}`);
    return found;
  }
}

const thing = (kind: Found["kind"], id: string, name: string): Found => ({
  ...{ kind, id, name, owner: "them", origin: "box:/them", labelled: true },
  networks: kind === "container" ? ["net"] : [],
});
const foreign = [thing("container", "1", "loki"), thing("network", "n", "net"), thing("volume", "v", "v")];

let engine: Engine;
beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation();
  engine = new Engine();
  engine.containersThere.set("1", { name: "loki", runs: true, networks: ["net"] });
  engine.networksThere.set("n", "net");
});
afterEach(() => jest.restoreAllMocks());

/** What `up` makes under the names that became free. */
const make = () => {
  engine.containersThere.set("2", { name: "loki", runs: false, networks: ["net"] });
  engine.networksThere.set("m", "net");
};

it("removes the former owner's containers only when the new ones run", async () => {
  const takeOver = new TakeOver(engine, foreign);
  await takeOver.begin();
  expect(engine.containersThere.get("1")).toEqual({ name: "loki-before", runs: false, networks: [] });
  make();
  await takeOver.finish();
  expect([...engine.containersThere.keys()]).toEqual(["2"]);
});

it("has the very same containers run again where the new ones do not", async () => {
  const takeOver = new TakeOver(engine, foreign);
  await takeOver.begin();
  make();
  expect(await takeOver.undo()).toMatch(
    /was put back and is its owner's as before: loki\. Nothing was taken over/,
  );
  expect([...engine.containersThere]).toEqual([["1", { name: "loki", runs: true, networks: ["net"] }]]);
  expect([...engine.networksThere]).toEqual([["net-again", "net"]]);
  expect(engine.aliases).toEqual(["relay"]);
});

it("puts back what a cut-off take-over left aside", async () => {
  await new TakeOver(engine, foreign).begin();
  const found = [thing("container", "1", "loki-before")];
  const again = new TakeOver(engine, found);
  await again.begin();
  await again.undo();
  expect(engine.containersThere.get("1")).toMatchObject({ name: "loki", runs: true });
});

it("says how to put it back where the engine is gone", async () => {
  const takeOver = new TakeOver(engine, foreign);
  await takeOver.begin();
  engine.up = false;
  expect(await takeOver.undo()).toMatch(/docker rename loki-before loki; docker start loki/);
});

it("does nothing where nothing is another's", async () => {
  const takeOver = new TakeOver(engine, []);
  await takeOver.begin();
  expect([takeOver.needed, await takeOver.undo()]).toEqual([false, ""]);
});
