import * as fs from "node:fs";
import * as path from "node:path";

import { localState } from "../../../components/config/owner";
import { project } from "../../../scripts/offline/project";
import { stackFile } from "../../e2e/stand/stack-file";
import { command, dockerThatAnswers, folder, ownCheckout } from "../../support/commands";

/** A checkout whose stack lives in its own state, while another backend is chosen. */
const checkout = ownCheckout();
const elsewhere = path.join(folder, "elsewhere");
const { name: projectName } = project();

beforeAll(() => {
  fs.mkdirSync(elsewhere);
  fs.writeFileSync(path.join(checkout, "Pulumi.lab.yaml"), `encryptionsalt: v1:x\n${stackFile({})}`);
  const stacks = path.join(localState({ root: checkout }), ".pulumi", "stacks", projectName);
  fs.mkdirSync(stacks, { recursive: true });
  const latest = { resources: [{ urn: "u", type: "docker:index/network:Network", id: "n" }] };
  fs.writeFileSync(path.join(stacks, "lab.json"), JSON.stringify({ checkpoint: { latest } }));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A Pulumi CLI with another passphrase, which notes what it is asked to make. */
const pulumi = (calls: string) =>
  `case "$*" in *"stack export"*) echo "error: no stack named 'lab' found" >&2; exit 1;; esac; ` +
  `echo "$*" >> ${calls}; echo "error: incorrect passphrase" >&2; exit 255`;

const backends = (home: string): [string, NodeJS.ProcessEnv][] => [
  ["PULUMI_BACKEND_URL is set", { PULUMI_BACKEND_URL: `file://${elsewhere}` }],
  ["you are logged in there", { PULUMI_HOME: home }],
];

describe.each([["up"], ["verify"], ["preview"], ["pulumi", "preview"]])("%j", (name, ...args) => {
  const home = path.join(folder, `home-${[name, ...args].join("-")}`);
  beforeAll(() => {
    fs.mkdirSync(home);
    fs.writeFileSync(path.join(home, "credentials.json"), JSON.stringify({ current: `file://${elsewhere}` }));
  });

  it.each(backends(home))(
    "says where the stack lives, and asks the other backend for nothing: %s",
    (why, variables) => {
      const calls = path.join(home, "calls");
      // One behind ssh is not asked, and no engine is needed to know it.
      const docker = name === "up" || name === "verify" ? dockerThatAnswers : "exit 1";
      const { status, output } = command(
        name,
        [...args, "--stack", "lab"],
        { ...variables, PULUMI_CONFIG_PASSPHRASE: "another" },
        { docker, pulumi: pulumi(calls) },
        checkout,
      );
      expect([status, output]).toEqual([
        1,
        expect.stringContaining(
          `The stack lab lives in ${localState({ root: checkout })}, which is not used now: ${why}`,
        ),
      ]);
      expect(output).not.toContain("encryptionsalt in");
      expect(fs.existsSync(calls)).toBe(false);
    },
  );
});
