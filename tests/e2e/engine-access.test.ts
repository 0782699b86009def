import { describeE2E, hasImage } from "../support/engine";
import { Bench } from "./loss/bench";
import { docker } from "./loss/docker";
import { images } from "./loss/images";

/** How long a container says nothing, in seconds; E2E_LONG=1 makes it an hour. */
const quiet = process.env.E2E_LONG ? 3_600 : 60;

const missing = hasImage(images.loki) ?? hasImage(images.proxy) ?? hasImage(images.promtail);

/** What the collector could ask for: whoever is in its place has its volumes and its network's reach, and better tools. */
describeE2E("the engine, as the collector sees it", missing, () => {
  let on: Bench;
  let web: string;
  /** Runs a Node.js program with what the collector sees; its output. */
  const inPlace = async (program: string) => {
    const run = ["run", "--rm", "--network", "none", "--user", "0:0", "--cap-drop", "ALL"];
    return docker(...run, "--volumes-from", on.name("collector"), images.writer, "node", "-e", program);
  };

  beforeAll(async () => {
    on = await Bench.start("promtail");
    web = await on.web("talker", `echo first; sleep ${quiet}; echo last; sleep 600`);
  }, 120_000);
  afterAll(() => on?.dispose(), 60_000);

  it("can be read, and nothing on it can be made, run, taken out or stopped", async () => {
    const id = await docker("inspect", "--format", "{{.Id}}", web);
    const asked = [
      ...["GET /_ping", "GET /networks", "GET /containers/json", `GET /v1.41/containers/${id}/json`],
      `GET /containers/${id}/logs?stdout=1`,
      ...["GET /info", "GET /version", "GET /events", "GET /images/json", "GET /volumes", "GET /secrets"],
      ...["archive?path=/etc", "export", "top", "stats", "attach/ws"].map(
        (what) => `GET /containers/${id}/${what}`,
      ),
      ...["exec", "attach", "kill", "stop", "start", "update"].map(
        (what) => `POST /v1.41/containers/${id}/${what}`,
      ),
      ...["POST /containers/create", "POST /build", "POST /images/create", "POST /volumes/create"],
      ...[`PUT /containers/${id}/archive?path=/`, `DELETE /containers/${id}`, "POST /containers/prune"],
      ...["GET /containers/../info", `GET /containers/${id}/logs/../archive?path=/etc`, "POST /session"],
    ];
    const program = `
      const http = require("node:http");
      const ask = (line) => new Promise((resolve) => {
        const [method, path] = line.split(" ");
        const request = http.request({ socketPath: "/run/engines/engine.sock", method, path }, (response) => {
          response.resume();
          resolve([line, response.statusCode]);
        });
        request.on("error", (error) => resolve([line, error.code]));
        request.end();
      });
      Promise.all(${JSON.stringify(asked)}.map(ask)).then((all) => console.log(JSON.stringify(all)));`;
    const answers = JSON.parse(await inPlace(program)) as [string, number][];
    expect(answers.filter(([, status]) => status === 200).map(([line]) => line)).toEqual(asked.slice(0, 5));
    const refused = answers.filter(([, status]) => status !== 200);
    expect(refused.filter(([, status]) => status !== 403 && status !== 405)).toEqual([]);
    expect(await docker("inspect", "--format", "{{.State.Status}}", web)).toBe("running");
  }, 60_000);

  it("has no other socket or way to the engine's own", async () => {
    const mounts = await docker("inspect", "--format", "{{json .Mounts}}", on.name("collector"));
    expect(mounts).not.toContain("docker.sock");
    const find = `console.log(require("node:child_process").execSync("find / -xdev -type s; find /run -type s").toString())`;
    expect([...new Set((await inPlace(find)).trim().split("\n"))]).toEqual(["/run/engines/engine.sock"]);
  }, 60_000);

  it(
    `keeps a container's stream open while it is quiet for ${quiet} seconds`,
    async () => {
      const id = await docker("inspect", "--format", "{{.Id}}", web);
      const program = `
        const path = "/containers/${id}/logs?follow=1&stdout=1";
        require("node:http").get({ socketPath: "/run/engines/engine.sock", path }, (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
            if (text.includes("last")) console.log("whole"), process.exit();
          });
          response.on("end", () => (console.log("cut after", text), process.exit()));
        });`;
      expect(await inPlace(program)).toBe("whole");
    },
    (quiet + 60) * 1000,
  );
});
