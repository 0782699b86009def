import { execFile } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { describeE2E } from "../support/engine";
import { cannotDeploy, Checkout } from "./stand/checkout";
import { userEnvironment } from "./stand/user-environment";

/** Plugins from a server of one's own, by the real CLI. */
describeE2E("pluginServer", cannotDeploy(), () => {
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-plugins-")));
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(404).end();
  });
  let checkout: Checkout;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    checkout = new Checkout(home, "program", `plug${crypto.randomBytes(3).toString("hex")}`);
    const { port } = server.address() as AddressInfo;
    checkout.configure({ pluginServer: `http://127.0.0.1:${port}/pulumi/` });
  });
  afterAll(() => {
    server.close();
    fs.rmSync(home, { recursive: true, force: true });
  });

  // Published by Pulumi, and by somebody else: the CLI would ask different places.
  it.each([
    ["docker", []],
    ["grafana", ["--server", "github://api.github.com/pulumiverse"]],
  ])("is where the CLI gets %s from", async (name, more) => {
    // This command of the CLI knows no --stack.
    const args = ["run", "--silent", "pulumi", "--", "plugin", "install", "resource", name, "0.0.1", ...more];
    const env = { ...userEnvironment(home), PULUMI_STACK: checkout.stack };
    const run = promisify(execFile)("npm", args, { cwd: checkout.folder, env });
    await expect(run).rejects.toThrow(/404/);
    const { platform } = process;
    const file = new RegExp(`^/pulumi/pulumi-resource-${name}-v0\\.0\\.1-${platform}-\\w+\\.tar\\.gz$`);
    expect(asked).toContainEqual(expect.stringMatching(file));
  });
});
