import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { command, dockerThatAnswers, folder, ownCheckout } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

const nowhere = path.join(folder, "nowhere");
const file = path.join(folder, "file");
fs.writeFileSync(file, "");
const broken = path.join(folder, "broken");
const gone = path.join(folder, "gone");
for (const [home, credentials] of [
  [broken, "{bad"],
  [gone, JSON.stringify({ current: `file://${nowhere}` })],
] as const) {
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, "credentials.json"), credentials);
}
/** Words of the CLI, which nobody is to see. */
const tools = { docker: dockerThatAnswers, pulumi: "echo raw >&2; exit 255" };

/** A variable of the user's shell, and what is said of it: which, its value, what is wrong, what is allowed, what to do. */
const wrong: [NodeJS.ProcessEnv, RegExp][] = [
  [
    { PULUMI_BACKEND_URL: `file://${nowhere}` },
    /^PULUMI_BACKEND_URL is "file:\S+nowhere", and there is no folder \S+nowhere .*; allowed: .* unset it/,
  ],
  [
    { PULUMI_BACKEND_URL: `file://${file}` },
    /^PULUMI_BACKEND_URL is "\S+file", and \S+file is not a folder; allowed: /,
  ],
  [
    { PULUMI_BACKEND_URL: "s3:bucket" },
    /^PULUMI_BACKEND_URL is "s3:bucket", which is not the address of a Pulumi backend; allowed: .*s3:.* unset it/,
  ],
  [
    { PULUMI_CONFIG_PASSPHRASE_FILE: nowhere },
    /^PULUMI_CONFIG_PASSPHRASE_FILE is "\S+nowhere", and there is no such file .*; allowed: .*unset the variable/,
  ],
  [
    { PULUMI_CONFIG_PASSPHRASE_FILE: folder },
    /^PULUMI_CONFIG_PASSPHRASE_FILE is "\S+", and that is not a file; allowed: /,
  ],
  [
    { PULUMI_HOME: gone },
    /^You are logged in to the Pulumi backend "file:\S+nowhere", and there is no folder .*; allowed: .*pulumi logout/,
  ],
  [{ PULUMI_HOME: broken }, /^\S+credentials\.json, .* cannot be read .*Log in anew/],
  [
    { DOCKER_CONTEXT: "nosuch" },
    /^DOCKER_CONTEXT is "nosuch", and this user has no docker context of that name.*; allowed: default.*Unset it.*dockerHost/,
  ],
];

it.each(wrong)("%j is told in one sentence by up, and nothing is made", (variables, sentence) => {
  const { status, output } = command("up", [], variables, tools);
  expect([status, output.trim()]).toEqual([1, expect.stringMatching(sentence)]);
  expect(output.trim()).not.toContain("\n");
  expect(fs.existsSync(nowhere)).toBe(false);
});

describe.each([
  ["preview"],
  ["refresh"],
  ["verify"],
  ["destroy"],
  ["alert-test"],
  ["backup"],
  ["upgrade"],
  ["adopt"],
  ["rotate", "grafana-password"],
  ["pulumi", "preview"],
])("%j", (name, ...args) => {
  // Pulumi's are looked at in one place, the engine's in another, which fewer commands reach.
  const engine = ["preview", "verify", "pulumi"].includes(name);
  it.each(wrong.filter((_, i) => i === 0 || (engine && i === 7)))(
    "says so, too: %j",
    (variables, sentence) => {
      const { status, output } = command(name, args, variables, tools);
      expect([status, output.trim()]).toEqual([1, expect.stringMatching(sentence)]);
      expect(output.trim()).not.toContain("\n");
    },
  );
});

it("doctor tells all of them as findings, and goes on", () => {
  const variables = Object.assign({}, ...[0, 7].map((i) => wrong[i]?.[0])) as NodeJS.ProcessEnv;
  const { status, output } = command("doctor", [], variables, tools);
  expect(status).toBe(1);
  expect(output).toMatch(/^failed +Pulumi +PULUMI_BACKEND_URL is "/m);
  expect(output).toMatch(/^failed +engine +DOCKER_CONTEXT is "nosuch"/m);
  expect(output).toMatch(/^(?:ok|note|failed) +disk of this folder /m);
});

it("doctor misses no state of the checkout before the first up", () => {
  const { output } = command("doctor", [], {}, tools, ownCheckout());
  expect(output).not.toMatch(/^\w+ +Pulumi {2}/m);
  expect(output).not.toContain("PULUMI_");
});

it.each(["login", "logout"])(
  "a login that cannot be used is mended by another one: pulumi %s goes on",
  (word) => {
    const { output } = command("pulumi", [word], { PULUMI_HOME: gone }, tools);
    expect(output).toBe("raw\n");
  },
);

describe("a docker context", () => {
  const config = path.join(folder, "docker-config");
  beforeAll(() => {
    const id = crypto.createHash("sha256").update("lab").digest("hex");
    const meta = path.join(config, "contexts", "meta", id);
    fs.mkdirSync(meta, { recursive: true });
    const endpoints = { docker: { Host: "tcp://127.0.0.1:1" } };
    fs.writeFileSync(path.join(meta, "meta.json"), JSON.stringify({ Name: "lab", Endpoints: endpoints }));
  });
  const shell = { DOCKER_CONTEXT: "lab" };

  it("names the engine, where nothing else does", () => {
    const { output } = command("up", [], { ...shell, DOCKER_CONFIG: config }, tools);
    expect(output).toContain("The Docker engine at tcp://127.0.0.1:1 cannot be reached");
    const other = { ...shell, DOCKER_CONFIG: config, DOCKER_HOST: "tcp://127.0.0.1:2" };
    expect(command("up", [], other, tools).output).toContain("The Docker engine at tcp://127.0.0.1:2 cannot");
  });

  it("is named among those there are", () => {
    const { output } = command("up", [], { DOCKER_CONTEXT: "lb", DOCKER_CONFIG: config }, tools);
    expect(output).toContain("allowed: default, lab (");
  });

  it("does not reach the Docker provider, for which it would stand above the host", () => {
    const calls = path.join(folder, "calls");
    const pulumi = `echo "$1 [$DOCKER_CONTEXT] $DOCKER_HOST" >> ${calls}`;
    const variables = { ...shell, DOCKER_CONFIG: config, DOCKER_HOST: "unix:///nowhere.sock" };
    command("preview", [], variables, { docker: dockerThatAnswers, pulumi });
    expect(fs.readFileSync(calls, "utf8")).toMatch(/^preview \[\] unix:\/\/\/nowhere\.sock$/m);
  });
});
