import { spawnSync } from "node:child_process";

import { nodeProblem } from "../../../scripts/command/node-version";
import { root } from "../../../scripts/offline/project";

/** An older Node.js on the machine must neither be used nor be met with a stack trace. */
describe("Node.js", () => {
  it("is told to be too old in one sentence with the way out", () => {
    expect(nodeProblem("20.19.5")).toMatch(/^Node\.js 20\.19\.5 runs this command, but \d+ or later.*npm ci/);
    expect(nodeProblem("22.3.0")).toBeUndefined();
    expect(nodeProblem("100.0.0")).toBeUndefined();
  });

  it("comes with npm ci and stands in front of every script", () => {
    const { stdout } = spawnSync("npm", ["exec", "-c", "which node; node --version"], {
      cwd: root,
      encoding: "utf8",
    });
    const [place = "", version = ""] = stdout.trim().split("\n");
    expect(place).toMatch(/node_modules\/\.bin\/node$/);
    expect(nodeProblem(version.slice(1))).toBeUndefined();
  });
});
