import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { GiveBack } from "../../../scripts/adopt/give-back";
import { AdoptedNote } from "../../../scripts/adopt/record";

// No file of this checkout's is written.
jest.mock("../../../scripts/settings/set-keys");

/** What is done to a container whose policy was one and is another when it is given back. */
async function givenBack(restart: string, now: object): Promise<string[]> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "give-back-"));
  const done: string[] = [];
  const lines = ([verb = "", ...args]: string[]) => {
    if (verb === "ps") return Promise.resolve(["theirs"]);
    if (verb === "inspect") return Promise.resolve([`exited ${JSON.stringify(now)}`]);
    done.push([verb, ...args].join(" "));
    return Promise.resolve([]);
  };
  const docker = {
    ...{ lines, cli: { run: () => Promise.resolve({ status: 0, stdout: "", stderr: "" }) } },
    containers: () => Promise.resolve([]),
    networkId: () => Promise.resolve(undefined),
    volumes: () => Promise.resolve([]),
  };
  const note = new AdoptedNote("lab", home);
  const container = { id: "theirs", name: "loki", role: "loki" as const, restart, ran: true };
  const config = { project: "deepchat-observability", stack: "lab" };
  const args = [config, docker, note] as unknown as ConstructorParameters<typeof GiveBack>;
  await new GiveBack(...args).undo({ done: true, containers: [container], settings: {} });
  fs.rmSync(home, { recursive: true });
  return done;
}

it("gives containers back with the restart policy they had, its number of attempts included", async () => {
  const now = { Name: "unless-stopped", MaximumRetryCount: 0 };
  expect(await givenBack("on-failure:5", now)).toEqual([
    "update --restart on-failure:5 theirs",
    "start theirs",
  ]);
  expect(await givenBack("no", now)).toEqual(["update --restart no theirs", "start theirs"]);
});

it("leaves alone a restart policy that is as it was", async () => {
  expect(await givenBack("on-failure:5", { Name: "on-failure", MaximumRetryCount: 5 })).toEqual([
    "start theirs",
  ]);
  expect(await givenBack("no", { Name: "", MaximumRetryCount: 0 })).toEqual(["start theirs"]);
});
