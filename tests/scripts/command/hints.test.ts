import * as fs from "node:fs";
import * as path from "node:path";

import * as ts from "typescript";

import { onStack } from "../../../components/shared/commands";
import { report } from "../../../scripts/checks/report";
import { Failure, run } from "../../../scripts/command/fail";
import { printFindings } from "../../../scripts/command/findings";
import { chosenStack, here } from "../../../scripts/command/stack-name";
import { readConfig } from "../../../scripts/offline/program";
import { root } from "../../../scripts/offline/project";
import { explain } from "../../../scripts/pulumi/explain";
import { until } from "../../e2e/stand/until";
import { configWith } from "../../support/config";
import { resourcesOf } from "../../support/stack";

/** Commands in a text that act on a stack and do not say on which. */
const bare = (text: string) =>
  [
    ...text.matchAll(
      /npm run (?:up|preview|verify|refresh|destroy|alert-test|pulumi -- (?!plugin )[a-z-]+)\b[^\n]*/g,
    ),
  ]
    .flatMap(([line]) => line.split(/(?=npm run )/))
    .filter((command) => !/^npm run \S+ -- ([a-z]+ ){0,2}--stack /.test(command));

const argv = process.argv;
const printed: string[] = [];
beforeEach(() => {
  delete process.env.PULUMI_STACK;
  printed.length = 0;
  const note = (text: unknown) => void printed.push(String(text));
  jest.spyOn(console, "log").mockImplementation(note);
  jest.spyOn(console, "error").mockImplementation(note);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.argv = argv;
  process.exitCode = 0;
});

describe("a text's commands", () => {
  // Written, as printed for stack lab.
  it.each([
    ["then: npm run up", "then: npm run up -- --stack lab"],
    ["`npm run verify` tells", "`npm run verify -- --stack lab` tells"],
    ["npm run up -- --reset-admin-password", "npm run up -- --stack lab --reset-admin-password"],
    ["npm run destroy -- --delete-data", "npm run destroy -- --stack lab --delete-data"],
    ["npm run refresh, then npm run up;", "npm run refresh -- --stack lab, then npm run up -- --stack lab;"],
    ["npm run alert-test tells more", "npm run alert-test -- --stack lab tells more"],
    [
      "npm run pulumi -- config set --secret wecomUrl <URL>",
      "npm run pulumi -- config set --stack lab --secret wecomUrl <URL>",
    ],
    [
      "npm run pulumi -- stack output adminPassword --show-secrets",
      "npm run pulumi -- stack output --stack lab adminPassword --show-secrets",
    ],
    ["npm run pulumi -- cancel --yes", "npm run pulumi -- cancel --stack lab --yes"],
    // Already right, or about no stack.
    ["npm run up -- --stack prod", "npm run up -- --stack prod"],
    ["npm run pulumi -- config set --stack prod a b", "npm run pulumi -- config set --stack prod a b"],
    [
      "npm run pulumi -- stack rm --force --yes --stack prod",
      "npm run pulumi -- stack rm --force --yes --stack prod",
    ],
    ["npm run pulumi -- plugin install resource x", "npm run pulumi -- plugin install resource x"],
    ["npm run lint", "npm run lint"],
  ])("%j", (text, expected) => {
    expect(onStack(text, "lab", "dev")).toBe(expected);
    expect(onStack(expected, "lab", "dev")).toBe(expected);
  });

  it("stay as they are for the stack they act on anyway", () => {
    expect(here("npm run up", "dev")).toBe("npm run up");
  });

  it("name even the default stack where the environment chooses another", () => {
    process.env.PULUMI_STACK = "lab";
    expect(here("npm run up", "dev")).toBe("npm run up -- --stack dev");
    expect(here("npm run up", "lab")).toBe("npm run up -- --stack lab");
  });
});

it.each([
  [["--stack", "lab"], "lab"],
  [["config", "set", "--stack=lab", "a", "b"], "lab"],
  [["config", "set", "a", "b", "-s", "lab"], "lab"],
  [["--stack", "me/deepchat-observability/lab"], "lab"],
  [["config", "set", "a", "--", "--stack"], "dev"],
  [["stack", "init", "lab"], "lab"],
  [["stack", "init", "me/deepchat-observability/lab"], "lab"],
  [["stack", "init", "--copy-config-from", "prod", "lab", "--secrets-provider", "passphrase"], "lab"],
  [["stack", "rm", "--yes", "lab"], "lab"],
  [["stack", "select", "lab"], "lab"],
  [["stack", "init"], "dev"],
  [["stack", "rename", "lab"], "dev"],
  [[], "dev"],
])("takes the stack from %j", (args, expected) => expect(chosenStack(args)).toBe(expected));

describe("what is printed for stack lab", () => {
  beforeEach(() => (process.argv = [...argv.slice(0, 2), "--stack", "lab"]));

  it("names it in a failure", async () => {
    run(() => Promise.reject(new Failure("is not up: npm run up")));
    await until("it is printed", () => Promise.resolve(printed.length > 0), 5000, 10);
    expect(printed.join()).toContain("npm run up -- --stack lab");
  });

  it("names it in findings and their hints", () => {
    const finding = {
      what: "Loki",
      state: "failed",
      found: "gone: npm run refresh",
      hint: "npm run up starts it",
    };
    printFindings([finding], ["ok", "failed"]);
    expect([bare(printed.join("\n")), printed.join()]).toEqual([
      [],
      expect.stringContaining("npm run up -- --stack lab"),
    ]);
  });

  it("names it at the end of up, and in each explanation", async () => {
    report({ ...(await configWith({ hostName: "h" })), stack: "lab" });
    const outputs = [
      "[401]",
      "locked by 1 lock",
      "port is already allocated",
      'The container name "/x" ',
      'Conflict. The container name "x"',
      "unhealthy",
      "error during connect",
      "no space left on device",
      "what else",
    ];
    const texts = [...printed, ...outputs.map((output) => explain(output, "up", "lab"))].join("\n");
    expect(texts.match(/--stack lab/g)?.length).toBeGreaterThan(8);
    expect(bare(texts)).toEqual([]);
  });

  it("names it in a wrong configuration", async () => {
    const { message } = (await configWith({ grafanaPrt: "1", receivers: [1], wecomUrl: "x" }).catch(
      (e: unknown) => e,
    )) as Error;
    expect(message).toContain("config rm --stack test 'grafanaPrt'");
    expect(bare(message)).toEqual([]);
  });
});

it("names the stack in every dashboard, rule and message inside Grafana", async () => {
  await readConfig("prod");
  const texts = JSON.stringify(await resourcesOf("prod"));
  expect(texts).toContain("npm run verify -- --stack prod");
  expect(bare(texts)).toEqual([]);
});

/** Files all of whose texts become findings, which are printed by one function. */
const findings = /^(?:checks\/(?!report)|doctor\/(?!bundle))/;

it("prints no command by a way that does not name the stack", () => {
  const wrong: string[] = [];
  for (const folder of ["components", "scripts"]) {
    for (const name of fs.readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })) {
      // Texts of Grafana: what becomes of them is tested above.
      if (!name.endsWith(".ts") || name.startsWith("observability/messages") || findings.test(name)) continue;
      const text = fs.readFileSync(path.join(root, folder, name), "utf8");
      const visit = (node: ts.Node): void => {
        const literal = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
        const written = literal ? node.getText().slice(1) : "";
        // A usage text tells of the flag itself.
        if (bare(written).length > 0 && !written.startsWith("Usage: ") && !named(node))
          wrong.push(`${folder}/${name}: ${written}`);
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true));
    }
  }
  expect(wrong).toEqual([]);
});

/** Inside a Failure, a finding, an explanation, or a call that names the stack. */
function named(node: ts.Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isNewExpression(at) && at.expression.getText() === "Failure") return true;
    if (ts.isCallExpression(at) && /^(here|onStack|this\.command)$/.test(at.expression.getText()))
      return true;
    if (ts.isPropertyAssignment(at) && /^(hint|found|said|meaning)$/.test(at.name.getText())) return true;
  }
  return false;
}
