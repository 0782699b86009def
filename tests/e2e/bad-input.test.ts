import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

import { parse } from "yaml";

import { describeE2E } from "../support/engine";
import { versionNear } from "../support/pins";
import { accidents } from "./bad-input/accidents";
import { cannotRun } from "./stand/cannot-run";
import { Stand } from "./stand/stand";

/** Mistakes and accidents on a real engine: each gives one sentence with the way out, and leaves nothing half-made. */

describeE2E("mistakes and accidents", cannotRun(), () => {
  let stand: Stand;
  const plain = 'config:\n  pulumi:disable-default-providers: ["*"]\n';
  const nothing = { containers: [], networks: [], volumes: [] };

  beforeAll(async () => {
    stand = await Stand.create();
  }, 120_000);
  afterAll(async () => stand?.dispose(), 120_000);

  async function refused(config: Record<string, unknown>): Promise<string> {
    stand.configure(config);
    const { code, output } = await stand.npm("up");
    expect(code).not.toBe(0);
    expect(output).not.toMatch(/^\s+at .*\.ts:\d+/m);
    expect(stand.leftovers()).toEqual(nothing);
    return output;
  }

  it("previews without an engine or a Grafana", async () => {
    stand.configure({});
    const { output } = await stand.must("preview", { DOCKER_HOST: "unix:///nonexistent/docker.sock" });
    expect(output).toMatch(/\+ \d+ to create/);
    expect(stand.leftovers()).toEqual(nothing);
  }, 60_000);

  it("names all mistakes in the configuration at once", async () => {
    const output = await refused({ grafanaPort: 0, retention: "1h", wecomUrl: "https://example.com/x" });
    expect(output).toContain("has 3 mistake(s)");
    for (const key of ["grafanaPort", "retention", "wecomUrl"]) expect(output).toContain(`- ${key} is`);
  }, 60_000);

  it("refuses to store what is wrong, and takes what is right", async () => {
    stand.configure({});
    const files = ["", ".local"].map((name) => path.join(stand.folder, `Pulumi.${stand.stack}${name}.yaml`));
    const stored = () =>
      files.map((file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined));
    const before = stored();
    const wrong = [
      [["smtpPassword", "hunter2"], "config set --stack"],
      [["grafanaport", "3001"], "Did you mean grafanaPort?"],
      [["deepchat:grafanaPort", "3001"], "of the namespace deepchat"],
      [["emailTo", '["a@example.com"]'], "--path 'emailTo[0]'"],
      [["grafanaPort", "abc"], "a whole number"],
    ] as const;
    for (const [args, expected] of wrong) {
      const { code, output } = await stand.npm("pulumi", "config", "set", ...args);
      expect([code, output]).toEqual([1, expect.stringContaining(expected)]);
      expect(output).not.toContain("hunter2");
    }
    expect(stored()).toEqual(before);
    // The CLI stores what was looked at, as it was looked at.
    await stand.must("pulumi", "config", "set", "--path", "emailTo[0]", "a@example.com");
    await stand.must("pulumi", "config", "set", "--secret", "--path", "receivers[0].token", "hunter2");
    await stand.must("pulumi", "config", "set", "--path", "receivers[0].chatId", "1001");
    const { config } = parse(fs.readFileSync(stand.configFile, "utf8")) as {
      config: Record<string, unknown>;
    };
    expect(config).toMatchObject({
      "deepchat-observability:emailTo": ["a@example.com"],
      "deepchat-observability:receivers": [{ token: { secure: expect.any(String) as string }, chatId: 1001 }],
    });
    for (const key of ["emailTo", "receivers"]) await stand.must("pulumi", "config", "rm", key);
  }, 300_000);

  it("makes no stack by a typo, and looks after none that was never made", async () => {
    const stacks = async () => {
      const { output } = await stand.must("pulumi", "stack", "ls");
      return output.split("\n").map((line) => line.split(/[ *]/)[0]);
    };
    const known = await stacks();
    for (const name of ["refresh", "verify", "destroy", "alert-test", "preview", "pulumi"]) {
      const args = name === "pulumi" ? ["config", "set", "language", "zh"] : [];
      const { code, output } = await stand.onStack("nosuch", name, ...args);
      expect([name, code, output]).toEqual([name, 1, expect.stringContaining('There is no stack "nosuch"')]);
    }
    fs.writeFileSync(path.join(stand.folder, "Pulumi.never.yaml"), plain);
    for (const name of ["refresh", "verify", "destroy", "alert-test"]) {
      const { code, output } = await stand.onStack("never", name);
      expect([name, code, output]).toEqual([
        name,
        1,
        expect.stringMatching(/There is no stack never in .*npm run up -- --stack never/),
      ]);
    }
    expect(await stacks()).toEqual(known);
    expect(stand.leftovers()).toEqual(nothing);
  }, 480_000);

  it("says which passphrase is wrong", async () => {
    await stand.must("preview");
    const wrong = await stand.npm("preview", { PULUMI_CONFIG_PASSPHRASE: "wrong" });
    expect([wrong.code, wrong.output]).toEqual([
      1,
      expect.stringContaining(`PULUMI_CONFIG_PASSPHRASE is not the one stack ${stand.stack} was made with`),
    ]);
    // A file that came from another checkout: its secrets were encrypted with a passphrase nobody has here.
    const salt = "v1:8zHza/dKMag=:v1:2sF6zKm0xCpc1DVr:hhWOF6oZ++hSkJ4WtNQss5EPM1AvLQ==";
    fs.writeFileSync(path.join(stand.folder, "Pulumi.copied.yaml"), `encryptionsalt: ${salt}\n${plain}`);
    const copied = await stand.onStack("copied", "preview");
    expect([copied.code, copied.output]).toEqual([
      1,
      expect.stringMatching(/The line encryptionsalt in Pulumi\.copied\.yaml is of another passphrase/),
    ]);
  }, 240_000);

  it("names what was typed in a stack's file", async () => {
    const text = "config:\n  deepchat-observability:grafanaPort：3001\n";
    fs.writeFileSync(path.join(stand.folder, "Pulumi.typed.yaml"), text);
    const { code, output } = await stand.onStack("typed", "up");
    expect([code, output.trim()]).toEqual([
      1,
      "Pulumi.typed.yaml, line 2: a full-width colon (：). Type : and, before a value, a blank.",
    ]);
  }, 60_000);

  it("names an occupied port", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(stand.ports.grafana, "127.0.0.1", resolve));
    const output = await refused({});
    await new Promise((resolve) => server.close(resolve));
    expect(output).toMatch(
      new RegExp(`Port ${stand.ports.grafana} on 127.0.0.1, wanted for grafana, is in use`),
    );
  }, 60_000);

  it("names an engine that does not run", async () => {
    expect(await refused({ dockerHost: "unix:///nonexistent/docker.sock" })).toContain(
      "No Docker engine answers at unix:///nonexistent/docker.sock. Start it",
    );
  }, 60_000);

  it("names an image that can be neither found nor pulled", async () => {
    const image = `localhost:1/grafana/grafana:${versionNear("grafanaImage", 0, 99)}`;
    const output = await refused({ grafanaImage: image });
    expect(output).toContain(`The image ${image} is neither on the host nor can it be pulled`);
    expect(output).toContain("docker load");
  }, 120_000);

  accidents(() => stand);
});
