import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { describeE2E } from "../support/engine";
import { cannotDeploy, Checkout } from "./stand/checkout";

/** What must not be done to another's stack, in a minute; ownership.test.ts has the rest. The tests build on each other, in order. */
describeE2E("a stack that is another's", cannotDeploy(), () => {
  const stack = `other${crypto.randomBytes(3).toString("hex")}`;
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-other-")));
  let first: Checkout;
  let second: Checkout;

  beforeAll(async () => {
    first = new Checkout(home, "first", stack);
    second = new Checkout(home, "second", stack);
    await first.must("up");
  }, 120_000);
  afterAll(() => {
    first?.clear();
    fs.rmSync(home, { recursive: true, force: true });
  }, 60_000);

  it("is refused to a second checkout before anything is touched, with the other's place and the ways on", async () => {
    for (const command of ["up", "destroy", "refresh"]) {
      const output = await second.refused(command);
      expect(output).toContain(`${first.folder}/.pulumi-state`);
      expect(output).toMatch(/--stack \S+2\n.*--take-over/s);
    }
    await second.refused("destroy", "--delete-data");
    expect(await second.refused("pulumi", "destroy", "--yes")).toContain(`${first.folder}/.pulumi-state`);
  }, 120_000);

  it("is told by a preview, which shows what it shows", async () => {
    const { output } = await second.must("preview");
    expect(output).toMatch(/to create.*`npm run up.*` would be refused/s);
    expect(output).toContain(`${first.folder}/.pulumi-state`);
  }, 60_000);

  it("is known to live elsewhere where another backend is chosen, by whatever command", async () => {
    const state = path.join(home, "elsewhere");
    fs.mkdirSync(state);
    first.variables.PULUMI_BACKEND_URL = `file://${state}`;
    // Without it the CLI would stumble over the passphrase first.
    first.variables.PULUMI_CONFIG_PASSPHRASE = "another";
    for (const command of [["up"], ["verify"], ["preview"], ["pulumi", "preview"]] as [
      string,
      ...string[],
    ][]) {
      const output = await first.refused(...command);
      expect(output).toContain(`lives in ${first.folder}/.pulumi-state, which is not used now`);
      expect(output).not.toContain("encryptionsalt in");
    }
    expect(fs.readdirSync(state)).toEqual([]);
  }, 60_000);
});
