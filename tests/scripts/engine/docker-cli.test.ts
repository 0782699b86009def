import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { DockerCli } from "../../../scripts/engine/docker-cli";

const { PATH } = process.env;
let folder: string;
/** Stands in for the docker command. */
const docker = (script: string) => {
  fs.writeFileSync(path.join(folder, "docker"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return new DockerCli("unix:///nowhere.sock");
};
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "docker-cli-"));
  process.env.PATH = `${folder}:${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  fs.rmSync(folder, { recursive: true });
});

it("holds up nothing else in this process", async () => {
  const answer = path.join(folder, "answer");
  const asked = docker(`while [ ! -e ${answer} ]; do sleep 0.05; done; cat ${answer}`).run(["ps"]);
  // Reached while the command runs; it would wait for ever.
  fs.writeFileSync(`${answer}.new`, "at last");
  fs.renameSync(`${answer}.new`, answer);
  expect(await asked).toMatchObject({ status: 0, stdout: "at last" });
});

it("hands over input, arguments and the engine's address, and returns all that is said", async () => {
  const cli = docker('echo "$DOCKER_HOST $*"; cat; echo "a word" >&2; exit 3');
  expect(await cli.run(["exec", "x y"], { input: "secret 天气" })).toEqual({
    status: 3,
    stdout: "unix:///nowhere.sock exec x y\nsecret 天气",
    stderr: "a word\n",
    cause: undefined,
  });
});

it("takes no harm from a command that ends without reading its input", async () => {
  expect(await docker("exit 0").run(["exec"], { input: "x".repeat(1 << 20) })).toMatchObject({ status: 0 });
});

it("says whether the time was over or the command is missing", async () => {
  expect(await docker("exec sleep 600").run(["version"], { timeout: 100 })).toMatchObject({
    ...{ status: null, cause: "timeout" },
  });
  fs.rmSync(path.join(folder, "docker"));
  process.env.PATH = folder;
  expect(await new DockerCli("").run(["version"])).toMatchObject({ status: null, cause: "missing" });
});

it("returns lines, or throws what the command says", async () => {
  expect(await docker("echo a; echo b").lines(["ps"])).toEqual(["a", "b"]);
  await expect(docker("echo 'no such thing' >&2; exit 1").lines(["rm", "x"])).rejects.toThrow(
    "docker rm x failed: no such thing",
  );
});
