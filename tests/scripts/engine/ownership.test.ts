import { physicalNames } from "../../../components/shared/naming";
import { judge, needsIds, refuseForeign } from "../../../scripts/engine/ownership";
import { survey } from "../../../scripts/engine/survey";

const names = physicalNames("p", "dev");
const own = { containers: ["p-dev-loki", "p-dev-grafana"], volumes: ["p-dev-loki-data"] };
const us = { id: "us", origin: "box:/us", took: [] as string[] };

interface Row {
  id?: string;
  owner?: string;
  stack?: string;
  networks?: string;
  ports?: string;
}
const row = (name: string, { id = name, owner = "", stack = "p-dev", networks = "", ports = "" }: Row) =>
  [id, name, stack, owner, owner && `box:/${owner}`, networks, ports].join("\t");
const container = (owner: string, more: Row = {}) => row("p-dev-loki", { owner, networks: "p-dev", ...more });
const network = (owner: string, id?: string) => row("p-dev", { owner, id });
const volume = (owner: string) => row("p-dev-loki-data", { owner });

const look = (container: string[], network: string[] = [], volume: string[] = []) =>
  survey({ container, network, volume }, names, own);
const judged = (lists: ReturnType<typeof look>, known: string[] = [], took: string[] = []) => {
  const { ours, foreign, strangers, unclaimed } = judge(lists, { ...us, took }, new Set(known));
  const kinds = (things: typeof ours) => things.map(({ kind }) => kind);
  return {
    ours: kinds(ours),
    foreign: kinds(foreign),
    strangers: kinds(strangers),
    unclaimed: kinds(unclaimed),
  };
};
const all = ["container", "network", "volume"];

it("knows its own by their owner, without asking its state", () => {
  const seen = look([container("us")], [network("us")], [volume("us")]);
  expect(needsIds(seen)).toBe(false);
  expect(judged(seen)).toMatchObject({ ours: all, foreign: [], unclaimed: [] });
});

it("leaves another's alone, and what is kept of another's", () => {
  expect(judged(look([container("they")], [network("they")], [volume("they")])).foreign).toEqual(all);
  expect(judged(look([], [], [volume("they")])).foreign).toEqual(["volume"]);
});

it("leaves another's alone even if its state knows the id: a copied state does", () => {
  expect(judged(look([container("they", { id: "1" })]), ["1"]).foreign).toEqual(["container"]);
});

it("knows what was made before owners were recorded by its id, and its volumes by their containers", () => {
  const seen = look([container("", { id: "1" })], [network("", "2")], [volume("")]);
  expect(needsIds(seen)).toBe(true);
  expect(judged(seen, ["1", "2"])).toMatchObject({ ours: all, foreign: [], unclaimed: [] });
  expect(judged(seen).foreign).toEqual(all);
});

it("keeps an old network its own containers are on", () => {
  expect(judged(look([container("us")], [network("")]))).toMatchObject({ foreign: [] });
  expect(judged(look([], [network("")])).foreign).toEqual(["network"]);
});

it("uses kept data nobody claims, and says so", () => {
  expect(judged(look([], [], [volume("")]))).toMatchObject({ ours: ["volume"], unclaimed: ["volume"] });
});

it("uses data it took over, until the former owner's containers are there again", () => {
  expect(judged(look([], [], [volume("they")]), [], ["they"]).ours).toEqual(["volume"]);
  expect(judged(look([container("us")], [], [volume("they")])).foreign).toEqual([]);
  expect(judged(look([container("they")], [], [volume("they")]), [], ["they"]).foreign).toEqual([
    "container",
    "volume",
  ]);
});

it("does not take a container for its own that only has its name", () => {
  const seen = look([row("p-dev-loki", { stack: "" }), row("p-dev-lokis", { stack: "" })]);
  expect(judged(seen)).toMatchObject({ ours: [], foreign: [], strangers: ["container"] });
  const verdict = judge(seen, us, new Set());
  expect(() => refuseForeign(verdict, us, "dev", "up")).toThrow(/p-dev-loki: a name this stack needs/);
  expect(() => refuseForeign(verdict, us, "dev", "destroy")).not.toThrow();
});

it("does not look at stacks whose names begin alike", () => {
  const other = { stack: "p-dev-2", owner: "they" };
  const seen = look([row("p-dev-2-loki", other)], [row("p-dev-2", other)], [row("p-dev-2-loki-data", other)]);
  expect(seen.found).toEqual([]);
});

it("refuses another's with its place, both names and every way on", () => {
  const seen = look([container("they")], [network("they")], [volume("they")]);
  const refuse = (stack: string, command: string) => {
    refuseForeign(judge(seen, us, new Set()), us, stack, command);
  };
  expect(() => refuse("dev", "up")).toThrow(/1 container, 1 network, 1 volume with data/);
  expect(() => refuse("dev", "up")).toThrow(
    /Nothing was touched.*box:\/they.*box:\/us.*--stack dev2.*npm run up -- --take-over/s,
  );
  expect(() => refuse("lab", "destroy")).toThrow(
    /npm run up -- --stack lab --take-over.*stack rm --force .*--stack lab/s,
  );
});

it("reads the ports containers publish where ours will be, ranges too", () => {
  const ports =
    "127.0.0.1:3000->3000/tcp, 9000/tcp, 0.0.0.0:81-82->81-82/tcp, 192.168.1.2:90->90/tcp, 0.0.0.0:53->53/udp";
  expect(look([container("us", { ports })]).ports.map(({ port }) => port)).toEqual([3000, 81, 82]);
});
