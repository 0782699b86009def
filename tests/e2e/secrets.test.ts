import * as fs from "node:fs";
import * as path from "node:path";

import { describeE2E } from "../support/engine";
import { secretValues, settings } from "./receivers/configuration";
import { pathfinder } from "./receivers/test-rules";
import { saidByCommands, saidByDocker, saidByFiles, saidByGrafana } from "./secrets/places";
import { commandLinesDuring } from "./secrets/process-lists";
import { putRule } from "./stand/alerts";
import { cannotRun } from "./stand/cannot-run";
import { docker, healthy } from "./stand/docker";
import { mailServer } from "./stand/mail-server";
import { Stand } from "./stand/stand";

/**
 * Every secret of a stack with a receiver of each kind, none of which can be reached: so all that could tell an address in
 * an error does. Looked for wherever somebody without the passphrase may look.
 */
describeE2E("secrets", cannotRun(), () => {
  let stand: Stand;
  const mailPassword = "mail-password-canary";
  const wrong = "canary-of-a-refused-value";
  const cache = "canary-of-grafana-ini";
  /** How runners tell that they are some; Pulumi asks for it. */
  const ci = { CI: "true", GITHUB_ACTIONS: "true" };
  const inCi: Record<string, string> = {};
  /** Values by what they are. */
  const secrets: Record<string, string> = {
    ...{ "mail password": mailPassword, "a refused value": wrong, "one of grafana.ini's": cache },
  };

  beforeAll(async () => {
    stand = await Stand.create();
    stand.configure({ ...mailServer(stand), smtpUser: "grafana" });
    await stand.must("pulumi", "config", "set-all", "--path", ...settings());
    await stand.must("pulumi", "config", "set", "--secret", "smtpPassword", mailPassword);
    // A log that a whole team reads, of the run that makes everything.
    for (const [name, ...args] of [
      ["preview", "--diff"],
      ["up", "--verbose"],
    ] as const)
      inCi[`npm run ${name} in CI, the first`] = (await stand.must(name, ci, ...args)).output;
    for (const role of ["grafana", "relay"]) await healthy(stand.container(role));
    for (const value of secretValues) secrets[`receiver's ${value}`] = value;
    // A token that stands in an address by itself, too.
    for (const value of secretValues) {
      const token = /[=/]([\w-]{8,})$/.exec(value)?.[1];
      if (token && token !== "heartbeat") secrets[`the end of ${value}`] = token;
    }
    secrets["Grafana's password"] = await stand.adminPassword();
    secrets.passphrase = fs.readFileSync(path.join(stand.folder, ".pulumi-state/passphrase"), "utf8");
    secrets["Grafana's key"] = docker(
      "exec",
      stand.container("grafana"),
      "cat",
      "/var/lib/grafana/.secret-key",
    );
    await putRule(await stand.grafana(), pathfinder);
  }, 360_000);
  afterAll(() => stand?.dispose(), 60_000);

  /** Names of places and of secrets that stand there. */
  const leaks = (places: Record<string, string>) =>
    Object.entries(places).flatMap(([place, text]) =>
      Object.entries(secrets).flatMap(([name, value]) => (text.includes(value) ? [`${place}: ${name}`] : [])),
    );

  it("are in no command line while a stack is made and its receivers are tried", async () => {
    const lines = await commandLinesDuring(async () => {
      // Anew, with the files that hold secrets.
      docker("rm", "-f", stand.container("grafana"), stand.container("relay"));
      await stand.must("up");
      await stand.npm("alert-test");
    });
    expect(lines).toMatch(/pulumi.* up /);
    expect(leaks({ "a command line": lines })).toEqual([]);
  }, 360_000);

  it("are printed by no command, whether it does well or not", async () => {
    const said = await saidByCommands(stand, wrong);
    // They did what they are there for, and were refused.
    expect(said["npm run pulumi stack export"]).toMatch(/^0\n/);
    expect(Object.values(said).filter((text) => text.includes("Refused, and nothing"))).toHaveLength(3);
    expect(leaks(said)).toEqual([]);
  }, 480_000);

  it("are in no output of a run in CI that makes, makes anew or fails", async () => {
    docker("rm", "-f", stand.container("grafana"), stand.container("relay"));
    inCi["npm run preview in CI, of two that are gone"] = (await stand.must("preview", ci, "--diff")).output;
    inCi["npm run up in CI, of two that are gone"] = (await stand.must("up", ci, "--verbose")).output;
    // Grafana does not start with it, and its last lines are told.
    const ini = `[remote_cache]\ntype = none\nconnstr = password=${cache}`;
    await stand.must("pulumi", "config", "set", "--secret", "grafanaIni", ini);
    const failed = await stand.npm("up", ci, "--verbose");
    await stand.must("pulumi", "config", "rm", "grafanaIni");
    inCi["npm run up in CI, of one that cannot start"] = failed.output;
    inCi["npm run up in CI, after it"] = (await stand.must("up", ci, "--verbose")).output;
    expect([failed.code, failed.output]).toEqual([1, expect.stringContaining("wrote last:")]);
    expect(inCi["npm run preview in CI, the first"]).toMatch(/ContactPoint/);
    expect(inCi["npm run up in CI, the first"]).toMatch(/ContactPoint.*created/);
    expect(leaks(inCi)).toEqual([]);
  }, 600_000);

  it("are in no file but encrypted", async () => {
    const said = await saidByFiles(stand);
    expect(said["the state, its history and backups"]).toContain("DeepChat critical");
    expect(said["what render writes"]).toContain("DeepChat warning");
    expect(said["the configuration"]).toContain("secure: v1:");
    expect(leaks(said)).toEqual([]);
  }, 120_000);

  it("are told neither by Docker nor in a log, though messages failed", () => {
    const said = saidByDocker(stand);
    expect(said[`log of ${stand.container("grafana")}`]).toMatch(/level=(?:error|warn)/);
    expect(Object.keys(said).length).toBeGreaterThan(7);
    expect(leaks(said)).toEqual([]);
  }, 120_000);

  it("are not in Loki", async () => {
    const lines = await stand.loki('{job=~".+"}');
    expect(lines.length).toBeGreaterThan(0);
    expect(leaks({ "lines in Loki": JSON.stringify(lines) })).toEqual([]);
  }, 60_000);

  // Grafana has no secret of a webhook's address and headers, and shows contact points to everybody who may log in.
  it.each(["viewer", "admin"])(
    "are shown by Grafana to its %s only where they are a webhook's",
    async (user) => {
      const password = user === "admin" ? await stand.adminPassword() : "viewer-password";
      if (user !== "admin")
        await (
          await stand.grafana()
        ).post("/api/admin/users", { name: user, login: user, password, OrgId: 1 });
      const said = await saidByGrafana(stand, { user, password });
      const contactPoints = "/api/v1/provisioning/contact-points";
      expect(said[contactPoints]).toContain("[REDACTED]");
      expect(Object.values(said).join("")).toContain("deepchat-overview");
      const others = leaks(said).filter((leak) => !/https:\/\/hook\.example\.com|header-key/.test(leak));
      expect(others).toEqual([]);
    },
    120_000,
  );
});
