import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { GrafanaApi } from "../../scripts/grafana/api";
import { fits } from "../../scripts/pulumi/passphrase";
import { describeE2E } from "../support/engine";
import { pinned } from "../support/pins";
import { cannotRun } from "./stand/cannot-run";
import { docker } from "./stand/docker";
import { stackFile } from "./stand/stack-file";
import { Stand } from "./stand/stand";

/** Changing each of a stack's secrets while it runs. The tests build on each other, in order. */

describeE2E("rotate", cannotRun(), () => {
  let stand: Stand;
  const other = "e2eother";

  beforeAll(async () => {
    stand = await Stand.create();
    const first = [
      "--plaintext",
      "receivers[0].type=webhook",
      "--secret",
      `receivers[0].url=${place("first")}`,
    ];
    await stand.must("pulumi", "config", "set-all", "--path", ...first);
    await stand.must("up");
  }, 300_000);
  afterAll(() => stand?.dispose(), 60_000);

  const place = (name: string) => `http://host.docker.internal:${stand.receiver.httpPort}/${name}`;
  const inVolume = (name: string) =>
    docker(
      "run",
      "--rm",
      "-v",
      `${stand.prefix}-grafana-data:/d:ro`,
      pinned("probeImage"),
      "cat",
      `/d/${name}`,
    );
  const ids = () =>
    Object.fromEntries(
      ["loki", "collector", "probe", "grafana"].map((role) => [
        role,
        docker("inspect", "-f", "{{.Id}}", stand.container(role)),
      ]),
    );
  /** Nothing but what was meant to change has to be made anew. */
  const unchanged = async () => {
    const { output } = await stand.must("preview");
    expect(output).not.toMatch(/\b(?:to (?:create|update|replace|delete)|create|replace)\b/);
  };
  /** Where messages of a test arrived. */
  const arrivals = async () => {
    stand.receiver.received.length = 0;
    await stand.must("alert-test");
    return [...new Set(stand.receiver.received.map((message) => message.path))];
  };

  it("gives Grafana's admin another password, and touches nothing but Grafana", async () => {
    const [old, before] = [await stand.adminPassword(), ids()];
    const { output } = await stand.must("rotate", "grafana-password");
    const now = await stand.adminPassword();
    expect(now).not.toBe(old);
    expect(output).not.toContain(now);
    const status = (password: string) =>
      new GrafanaApi(`http://127.0.0.1:${stand.ports.grafana}/`, password).status("/api/user");
    expect([await status(now), await status(old)]).toEqual([200, 401]);
    expect({ ...ids(), grafana: "" }).toEqual({ ...before, grafana: "" });
    await unchanged();
  }, 240_000);

  it("gives a receiver another address, which is never an argument", async () => {
    const child = spawn("npm", ["run", "--silent", "rotate", "--", "receiver", "0", "--stack", stand.stack], {
      cwd: stand.folder,
      env: stand.environment(),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
    child.stdin.end(`${place("second")}\n`);
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, output]).toEqual([0, expect.stringContaining("receivers[0].url is another one now")]);
    expect(output).not.toContain("/second");
    expect(await arrivals()).toEqual(["/second"]);
  }, 240_000);

  it("encrypts every stack of the folder for another passphrase", async () => {
    fs.writeFileSync(path.join(stand.folder, `Pulumi.${other}.yaml`), stackFile({}));
    const address = "https://hook.example.com/other";
    await stand.onStack(other, "pulumi", "config", "set", "--secret", "webhookUrl", address);
    const state = path.join(stand.folder, ".pulumi-state");
    const read = () => fs.readFileSync(path.join(state, "passphrase"), "utf8");
    const old = read();
    await stand.must("rotate", "passphrase");
    expect(read()).not.toBe(old);
    expect(fs.readdirSync(state)).not.toContain("passphrase.new");
    const file = path.join(state, ".pulumi/stacks/deepchat-observability", `${stand.stack}.json`);
    const salt = /"salt": *"([^"]+)"/.exec(fs.readFileSync(file, "utf8"))?.[1] ?? "";
    expect([fits(old, salt), fits(read(), salt)]).toEqual([false, true]);
    const { output } = await stand.onStack(other, "pulumi", "config", "get", "webhookUrl");
    expect(output).toContain(address);
    await unchanged();
  }, 240_000);

  it("goes on with a passphrase that some stacks have already", async () => {
    const state = path.join(stand.folder, ".pulumi-state");
    const file = path.join(state, "passphrase");
    const old = fs.readFileSync(file, "utf8");
    await stand.must("rotate", "passphrase");
    // As if it had been cut off with one stack to go, and then with none.
    fs.renameSync(file, `${file}.new`);
    fs.writeFileSync(file, old, { mode: 0o600 });
    await stand.must("rotate", "passphrase");
    expect(fs.readFileSync(file, "utf8")).not.toBe(old);
    await unchanged();
  }, 240_000);

  it("gives Grafana another key for its secrets, which it reads as before", async () => {
    const before = { key: inVolume(".secret-key"), ids: ids() };
    const { output } = await stand.must("rotate", "secret-key");
    expect(output).toContain("Grafana has another key");
    expect(inVolume(".secret-key")).not.toBe(before.key);
    expect(ids()).toEqual(before.ids);
    expect(await arrivals()).toEqual(["/second"]);
    const files = docker("exec", stand.container("grafana"), "ls", "-a", "/var/lib/grafana");
    expect(files).not.toMatch(/rotated|before/);
    await unchanged();
    const { output: verified } = await stand.must("verify");
    expect(verified).toContain(", 0 failed");
  }, 240_000);

  it("leaves Grafana's key alone when its database has a form that nobody knows", async () => {
    const run = (sql: string) =>
      docker(
        ...["run", "--rm", "-v", `${stand.prefix}-grafana-data:/d`, "--user", "472:0", pinned("probeImage")],
        ...[
          "node",
          "-e",
          `new (require("node:sqlite").DatabaseSync)("/d/grafana.db").exec(${JSON.stringify(sql)})`,
        ],
      );
    run(
      "INSERT INTO data_keys (name, label, active, scope, provider, encrypted_data, created, updated) " +
        "VALUES ('strange', 'strange', 0, 'root', 'secretKey.v1', '*eHh4*abc', '2026-01-01', '2026-01-01')",
    );
    const key = inVolume(".secret-key");
    const { code, output } = await stand.npm("rotate", "secret-key");
    expect([code, output]).toEqual([1, expect.stringContaining("Grafana's key is the one it was")]);
    expect(inVolume(".secret-key")).toBe(key);
    expect(await arrivals()).toEqual(["/second"]);
    run("DELETE FROM data_keys WHERE name = 'strange'");
  }, 240_000);

  it.each([
    [["password"], "What to rotate is"],
    [["receiver", "7"], 'There is no receiver "7"'],
    [["receiver", "0", "--field", "token"], "has the secrets url: name one with --field"],
  ])(
    "refuses %j in a sentence",
    async (args, said) => {
      const { code, output } = await stand.npm("rotate", ...args);
      expect([code, output]).toEqual([64, expect.stringContaining(said)]);
      expect(output).toContain("Nothing was changed");
    },
    60_000,
  );
});
