import * as fs from "node:fs";
import * as path from "node:path";

import { command, folder } from "../../support/commands";
import { resourcesOf } from "../../support/stack";

/** A machine that can have no CLI: none on PATH, and the launcher's download fails at once. */
const offline = { https_proxy: "http://127.0.0.1:9", NODE_USE_ENV_PROXY: "1", PULUMI_VERSION: "0.0.1-none" };

describe("preview without the Pulumi CLI", () => {
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it("shows every resource, says that the configuration is in order, and why there is no more", async () => {
    const { status, output } = command("preview", [], offline);
    expect([status, output]).toEqual([0, expect.stringContaining("The Pulumi CLI is neither on PATH nor")]);
    expect(output).toContain("The configuration of stack dev is in order. Without the CLI");
    const resources = await resourcesOf("dev");
    expect(resources.length).toBeGreaterThan(30);
    expect(output).toContain(`its ${resources.length} resources are:`);
    const lines = output.split("\n").map((line) => line.trim());
    for (const { name, type } of resources) expect(lines).toContain(`${name}  ${type}`);
  });

  it("tells a mistake in the configuration all the same", () => {
    const { status, output } = command("preview", ["--stack", "nobody"], offline);
    expect([status, output]).toEqual([1, expect.stringContaining('There is no stack "nobody"')]);
    expect(fs.existsSync(path.join(folder, "pulumi"))).toBe(false);
  });
});
