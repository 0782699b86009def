import { spawnSync } from "node:child_process";

import { root } from "../../../scripts/offline/project";

/** As a person types it, without the two dashes that npm wants before a command's own flags. */
const npm = (...args: string[]) => {
  const { PULUMI_STACK, ...environment } = process.env;
  void PULUMI_STACK;
  // Nothing answers there: what goes on in spite of it does no harm.
  const env = { ...environment, DOCKER_HOST: "unix:///nonexistent/docker.sock" };
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
};

it.each([
  ["destroy", ["--stack=prod"], "--stack prod"],
  ["verify", ["--stack=nosuch"], "--stack nosuch"],
  ["destroy", ["--stack=prod", "--delete-data", "--yes"], "--stack prod --delete-data"],
  ["destroy", ["--stack=prod", "--", "--delete-data", "--yes"], "--stack prod"],
  ["pulumi", ["--stack=prod", "stack", "output"], "--stack prod"],
])("%s %j is refused, with the way to write it", (name, args, right) => {
  const { status, output } = npm(name, ...args);
  expect(status).toBe(64);
  expect(output).toContain("nothing was done");
  expect(output).toContain(`npm run ${name} -- ${right}`);
});
