import { downloads, type Missing } from "../../../scripts/doctor/downloads";
import type { Machine } from "../../../scripts/doctor/machine";
import { madeMachine } from "../../support/made-machine";

const missing: Missing = {
  images: [
    { image: "grafana/loki:3.7.6", keys: ["lokiImage"] },
    { image: "grafana/grafana:13.2.0", keys: ["grafanaImage"] },
    { image: "mirror.example.com:5000/node:24-alpine", keys: ["probeImage"] },
  ],
  plugins: [{ name: "grafana", version: "2.38.0", server: "https://api.github.com" }],
  cli: true,
};

/** What was asked, and what came of it. */
async function asked(answer: Partial<Machine>, what = missing, facts?: object, local = true) {
  const urls: string[] = [];
  const machine = madeMachine({
    ...answer,
    ask: (url, ...rest) => {
      urls.push(url);
      return (answer.ask ?? madeMachine().ask)(url, ...rest);
    },
  });
  const engine = { proxy: "", mirrors: [], ...facts } as unknown as Parameters<typeof downloads>[2];
  return { urls, ...(await downloads(machine, what, engine, local)) };
}

const answers: Machine["ask"] = () => Promise.resolve({ status: 401, took: 10, text: "", time: 5000 });

it("asks nobody where nothing is missing", async () => {
  const { urls, found } = await asked({}, { images: [], plugins: [], cli: false });
  expect([urls, found]).toEqual([[], []]);
});

it("asks each registry and server once, and takes any answer", async () => {
  const { urls, found, outside } = await asked({ ask: answers });
  expect(urls.sort()).toEqual([
    "https://api.github.com",
    "https://get.pulumi.com",
    "https://mirror.example.com:5000/v2/",
    "https://registry-1.docker.io/v2/",
  ]);
  expect(found.map(({ state }) => state)).toEqual(["ok", "ok", "ok", "ok"]);
  expect(found[0]?.found).toBe("answers; to be pulled: grafana/loki:3.7.6, grafana/grafana:13.2.0");
  expect(outside.map(({ said }) => said)).toEqual([5000, 5000, 5000, 5000]);
});

it("says offline, what is not there, and the way out", async () => {
  const { found } = await asked({});
  expect(found.map(({ state }) => state)).toEqual(["failed", "failed", "failed", "failed"]);
  for (const { found: text } of found) expect(text).toMatch(/^offline: no answer within 4 s; /);
  expect(found[0]?.hint).toContain("docker save");
  expect(found[0]?.hint).toContain("lokiImage, grafanaImage");
  expect(found[2]?.hint).toContain("plugin install resource");
});

it("asks a mirror in front of Docker Hub", async () => {
  const { urls } = await asked(
    { ask: answers },
    { ...missing, plugins: [], cli: false },
    { mirrors: ["https://m.example.cn/"] },
  );
  expect(urls).toContain("https://m.example.cn/v2/");
  expect(urls).not.toContain("https://registry-1.docker.io/v2/");
});

it("asks the proxy where there is one, and nobody behind it", async () => {
  const proxy = () => "http://user:hunter2@proxy.example.com:3128";
  const places: string[] = [];
  const connect: Machine["connect"] = (host, port) => {
    places.push(`${host}:${port}`);
    return Promise.resolve("nothing listens there");
  };
  const { urls, found } = await asked({ connect, proxy }, missing, { proxy: "http://engine-proxy:8080" });
  expect([urls, [...new Set(places)].sort()]).toEqual([[], ["engine-proxy:8080", "proxy.example.com:3128"]]);
  expect(found[0]?.found).toContain("its proxy engine-proxy, port 8080: nothing listens there");
  expect(JSON.stringify(found)).not.toContain("hunter2");
});

it("leaves the registry to an engine elsewhere", async () => {
  const { urls, found } = await asked({}, { ...missing, plugins: [], cli: false }, {}, false);
  expect([urls, found[0]?.state]).toEqual([[], "note"]);
});
