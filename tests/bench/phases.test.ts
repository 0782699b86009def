import { phasesOf } from "../../bench/phases";

const first = [
  { at: 1.5, text: "Updating (dev):\n\n +  pulumi:pulumi:Stack stack creating (0s)\n +  deepchat:" },
  { at: 3, text: "containers:Loki loki creating (0s)\n" },
  { at: 4, text: " +  docker:index/container:Container loki-container creating (0s)\n" },
  { at: 7, text: " +  docker:index/container:Container loki-container created (3s)\n" },
  { at: 9, text: " +  docker:index/container:Container grafana-container created (5s)\n" },
  {
    at: 12,
    text: " +  grafana:oss/dashboard:Dashboard overview created (1s)\nResources:\n    + 9 created\n",
  },
  { at: 12.1, text: "\nDuration: 10s\n" },
];

it("tells where an up's time went, by what it printed and when a line was whole", () => {
  const phases = phasesOf({ pieces: first, seconds: 13 });
  expect(phases.map(({ seconds }) => Number(seconds.toFixed(1)))).toEqual([1.5, 1.5, 6, 3.1, 0.9]);
  expect(phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(13);
});

it("takes a refresh for no program that runs, though it names what is there", () => {
  const refresh = [
    { at: 4, text: " ~  docker:index:Network network refreshing (0s) \n" },
    { at: 5, text: " ~  deepchat:containers:Loki loki refresh (0.01s) \n" },
    { at: 8, text: "    deepchat:containers:Loki loki  \n    docker:index:Container loki-container  \n" },
    { at: 9, text: "Resources:\n    46 unchanged\n" },
  ];
  const phases = phasesOf({ pieces: [{ at: 3, text: "Updating (dev):\n" }, ...refresh], seconds: 10 });
  expect(phases.map(({ seconds }) => seconds)).toEqual([3, 2, 3, 1, 1]);
});

it("gives the time of a part that says nothing to the next one", () => {
  const nothing = [first[0], first[1], first[6]].flatMap((piece) => piece ?? []);
  const names = phasesOf({ pieces: nothing, seconds: 13 }).map(({ name }) => name);
  expect(names).not.toContain("containers, until all are healthy");
  expect(names).toContain("the rest, Grafana's content");
  expect(phasesOf({ pieces: [], seconds: 2 })).toEqual([expect.objectContaining({ seconds: 2 })]);
});
