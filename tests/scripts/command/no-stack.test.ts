import * as fs from "node:fs";
import * as path from "node:path";

import { localState, stackOwner } from "../../../components/config/owner";
import { command, dockerThatAnswers, folder, ownCheckout } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A Pulumi CLI that has no stack, and notes what it was asked for. */
const noStack = (calls: string) =>
  `echo "$*" >> ${calls}; case "$*" in *--create*) exit 0;; esac; echo "error: no stack named 'dev' found" >&2; exit 1`;

describe.each(["verify", "alert-test", "refresh", "destroy"])("%s", (name) => {
  it("says so of a stack that was never made, and makes nothing", () => {
    const calls = path.join(folder, `${name}-calls`);
    const { status, output } = command(name, [], {}, { docker: dockerThatAnswers, pulumi: noStack(calls) });
    expect([status, output.trim()]).toEqual([
      1,
      expect.stringMatching(/^There is no stack dev in \S+: [^\n]*$/),
    ]);
    expect(fs.readFileSync(calls, "utf8")).not.toMatch(/--create|init/);
  });

  it("says so of a stack without a file, and calls nothing", () => {
    const calls = path.join(folder, `${name}-none`);
    const { status, output } = command(
      name,
      ["-s", "nosuch"],
      {},
      { docker: "exit 1", pulumi: noStack(calls) },
    );
    expect([status, output]).toEqual([1, expect.stringContaining('There is no stack "nosuch"')]);
    expect(fs.existsSync(calls)).toBe(false);
  });
});

describe("refresh", () => {
  const exported = (resources: string) =>
    `case "$1 $2" in "stack export") echo '{"deployment":{"resources":[${resources}]}}';; refresh*) echo refreshed;; esac`;

  it("says of a stack that was never up that there is nothing to read, and what to do", () => {
    const { status, output } = command(
      "refresh",
      [],
      {},
      { docker: dockerThatAnswers, pulumi: exported("") },
    );
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/^\nThe stack dev holds nothing: .*never brought up.*npm run up.*\n$/),
    ]);
  });

  it("has the next up look at a network that is another than the one it made", () => {
    const root = ownCheckout();
    const note = path.join(root, ".pulumi-state", "dev.unfinished");
    const owner = stackOwner({
      ...{ environment: { PULUMI_BACKEND_URL: `file://${localState({ root })}` }, root },
      ...{ project: "deepchat-observability", stack: "dev", organization: () => "" },
    });
    const row = ["again", "deepchat-observability-dev", "deepchat-observability-dev", owner.id, owner.origin];
    const docker = `case "$1 $2" in version*) echo 24.0.0;; "network ls") echo '${row.join("\t")}';; esac`;
    const refreshed = (id: string) =>
      command(
        "refresh",
        [],
        {},
        { docker, pulumi: exported(`{"urn":"u","type":"docker:index/network:Network","id":"${id}"}`) },
        root,
      );
    const same = refreshed("again");
    expect([same.status, same.output]).toEqual([0, expect.not.stringContaining("made anew")]);
    expect(fs.existsSync(note)).toBe(false);
    const { status, output } = refreshed("made");
    expect([status, output]).toEqual([0, expect.stringMatching(/network.*made anew.*next npm run up/)]);
    expect(fs.existsSync(note)).toBe(true);
    // What another command left stays the next up's business.
    expect(refreshed("again").status).toBe(0);
    expect(fs.existsSync(note)).toBe(true);
  });
});
