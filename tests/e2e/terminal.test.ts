import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { describeE2E } from "../support/engine";
import { hasTerminal, onTerminal } from "../support/terminal";
import { cannotDeploy, Checkout } from "./stand/checkout";
import { userEnvironment } from "./stand/user-environment";

/** What a person sees of a command that changes something. The tests build on each other, in order. */
describeE2E("on a terminal of 80 columns", cannotDeploy() ?? hasTerminal(), () => {
  const stack = `tty${crypto.randomBytes(3).toString("hex")}`;
  const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-tty-")));
  let checkout: Checkout;

  beforeAll(() => (checkout = new Checkout(home, "checkout", stack)));
  afterAll(() => {
    checkout?.clear();
    fs.rmSync(home, { recursive: true, force: true });
  }, 60_000);

  async function typed(name: string, ...flags: string[]) {
    const words = ["npm", "run", "--silent", name, "--", "--stack", stack, ...flags];
    const run = await onTerminal(words, { cwd: checkout.folder, env: userEnvironment(home) });
    expect([run.code, run.code === 0 ? "" : run.written]).toEqual([0, ""]);
    return run;
  }
  const took = String.raw`\d+ s$`;

  it("up says in a few lines what it is doing, what it made, and how long that took", async () => {
    const { written, lines } = await typed("up");
    // While it works, in one line that is painted over.
    expect(written).toMatch(new RegExp(`up of ${stack} … \\d+ s {2}\\S+ creating`));
    for (const role of ["probe", "collector"])
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^ {2}${role} created \\(\\d`)));
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^up of ${stack}: \\d+ created, ${took}`)));
    expect(written).not.toMatch(/docker:index|pulumi:pulumi|Resources:/);
    expect(lines.length).toBeLessThan(24);
  }, 120_000);

  it("up that changes nothing says so in a line", async () => {
    const { lines } = await typed("up");
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`^up of ${stack}: \\d+ unchanged, ${took}`)),
    );
    expect(lines.length).toBeLessThan(12);
  }, 60_000);

  it("up --verbose shows all that Pulumi says", async () => {
    const { lines } = await typed("up", "--verbose");
    expect(lines).toContainEqual(expect.stringContaining("pulumi:pulumi:Stack"));
    expect(lines).toContain("Resources:");
  }, 60_000);

  it("what needs attention is shown, whatever the form", async () => {
    const file = path.join(home, "no-such");
    checkout.configure({ ollamaModelsPath: file });
    const words = ["npm", "run", "--silent", "up", "--", "--stack", stack];
    const { code, lines } = await onTerminal(words, { cwd: checkout.folder, env: userEnvironment(home) });
    expect([code, lines.join("\n")]).toEqual([1, expect.stringContaining(file)]);
    checkout.configure({});
  }, 60_000);

  it("destroy says in a few lines what it removed", async () => {
    const { lines } = await typed("destroy");
    for (const role of ["probe", "collector"])
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^ {2}${role} deleted`)));
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`^destroy of ${stack}: \\d+ deleted, ${took}`)),
    );
    expect(lines.length).toBeLessThan(24);
  }, 60_000);
});
