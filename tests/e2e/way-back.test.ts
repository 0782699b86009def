import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { describeE2E } from "../support/engine";
import { pinned } from "../support/pins";
import { cannotRun } from "./stand/cannot-run";
import { docker, healthy } from "./stand/docker";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";
import { Images } from "./way-back/images";

/**
 * A stack is upgraded, to versions that work and to versions that do not, while lines come. The tests build on each other,
 * in order.
 */
describeE2E("upgrade and way back", cannotRun(), () => {
  const backups = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-backups-"));
  const release = pinned;
  let stand: Stand;
  let images: Images;
  let writer: NodeJS.Timeout | undefined;
  let written = 0;

  const upgrade = (...rest: string[]) => stand.npm("upgrade", "--to", backups, ...rest);
  const set = (key: string, image: string) => stand.must("pulumi", "config", "set", key, image);
  const imageOf = (role: string) => docker("inspect", "--format", "{{.Image}}", stand.container(role));
  const idOf = (image: string) => docker("image", "inspect", "--format", "{{.Id}}", image);
  const journal = () => path.join(stand.folder, ".pulumi-state", `${stand.stack}.upgrade.json`);

  /** Images that the stack's files name. */
  function named(): Record<string, unknown> {
    const read = (end: string) => {
      const file = path.join(stand.folder, `Pulumi.${stand.stack}.${end}`);
      const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
      return (parse(text) as { config?: Record<string, unknown> } | null)?.config ?? {};
    };
    const all = Object.entries({ ...read("yaml"), ...read("local.yaml") });
    return Object.fromEntries(all.filter(([key, value]) => key.endsWith("Image") && value !== null));
  }

  /** Numbers of the steady lines that Loki has. */
  async function numbers(): Promise<Set<number>> {
    const lines = await stand.loki('{job="deepchat-webui"} |= "steady"');
    return new Set(lines.map(({ value }) => Number(/ steady=(\d+)/.exec(value)?.[1])));
  }

  /** Waits until Loki has every line that was written until now. */
  async function allArrive(): Promise<void> {
    const last = written;
    await until(
      `lines 0 to ${last - 1} are in Loki`,
      async () => {
        const found = await numbers();
        const missing = Array.from({ length: last }, (_, i) => i).filter((i) => !found.has(i));
        if (missing.length > 0) throw new Error(`missing ${missing.slice(0, 5).join(", ")} …`);
        return true;
      },
      90_000,
    );
  }

  const board = async () => (await stand.grafana()).get("/api/dashboards/uid/by-hand");

  async function unchanged(): Promise<void> {
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }

  beforeAll(async () => {
    stand = await Stand.create();
    images = new Images(stand.id);
    stand.configure({ grafanaImage: images.older() });
    await stand.must("up");
    const line = () =>
      fs.appendFileSync(`${stand.logs}/webui-steady.log`, `INFO: steady=${written++} and so on\n`);
    writer = setInterval(line, 200);
    await (
      await stand.grafana()
    ).post("/api/dashboards/db", { dashboard: { uid: "by-hand", title: "By hand" } });
    await allArrive();
  }, 240_000);
  afterAll(async () => {
    clearInterval(writer);
    await stand?.dispose();
    images?.remove();
    fs.rmSync(backups, { recursive: true, force: true });
  }, 120_000);

  it("says what would change, and changes nothing unasked", async () => {
    const { code, output } = await upgrade();
    expect([code, output]).toEqual([1, expect.stringMatching(/add --yes to go on\. Nothing was changed\./)]);
    expect(output).toMatch(new RegExp(`grafana +${escaped(images.olderName)} -> ${release("grafanaImage")}`));
    expect(output).toMatch(/grafanaImage +.* -> this release's, in the stack's file/);
    expect(fs.readdirSync(backups)).toEqual([]);
    expect(imageOf("grafana")).not.toBe(idOf(release("grafanaImage")));
  }, 60_000);

  it("brings the images to this release's, with a backup, and finds all that was there", async () => {
    const { code, output, seconds } = await upgrade("--yes");
    console.log(`upgrade: ${seconds.toFixed(1)} s\n${output}`);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/is done: all is well.*\d+ lines of the last hour/),
    ]);
    expect(imageOf("grafana")).toBe(idOf(release("grafanaImage")));
    expect(named()).toEqual({});
    expect(await board()).toBeDefined();
    expect(fs.readdirSync(backups)).toHaveLength(1);
    expect((await stand.must("upgrade")).output).toMatch(/Nothing to upgrade/);
  }, 180_000);

  it("goes back by itself from a Grafana that spoils its database and ends", async () => {
    await set("grafanaImage", images.badGrafana());
    const { code, output, seconds } = await upgrade("--yes");
    console.log(`upgrade and way back of Grafana: ${seconds.toFixed(1)} s\n${output}`);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/did not succeed: container grafana ends again and again/),
    ]);
    expect(output).toMatch(/wrote last:\n(.*\n)* +spoils the database/);
    expect(output).toMatch(/What ran before runs again, with its data/);
    expect(output).toMatch(/Loki was not touched/);
    await healthy(stand.container("grafana"));
    expect(imageOf("grafana")).toBe(idOf(release("grafanaImage")));
    expect(named()).toEqual({});
    expect(await board()).toBeDefined();
  }, 240_000);

  it("goes back from a Loki that spoils the logs, even when it was killed in the middle; no line is lost", async () => {
    await set("lokiImage", images.badLoki());
    const before = imageOf("loki");
    const killed = spawn(
      "npm",
      ["run", "--silent", "upgrade", "--", "--yes", "--to", backups, "--stack", stand.stack],
      { cwd: stand.folder, env: stand.environment(), detached: true, stdio: "ignore" },
    );
    const ended = new Promise((resolve) => killed.once("close", resolve));
    await until(
      "Loki is the other one",
      () => imageOf("loki") !== before && docker("logs", stand.container("loki")).includes("spoils"),
      90_000,
    );
    process.kill(-(killed.pid ?? 0), "SIGKILL");
    await ended;
    expect(fs.existsSync(journal())).toBe(true);

    const { code, output, seconds } = await upgrade("--yes", "--timeout", "15s");
    console.log(`going on, and way back of Loki: ${seconds.toFixed(1)} s\n${output}`);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/did not succeed: (container loki is not well|`up` has not ended)/),
    ]);
    expect(output).toMatch(/was cut off; backup: /);
    expect(output).not.toMatch(/locked/);
    expect(imageOf("loki")).toBe(before);
    expect(named()).toEqual({});
    expect(fs.existsSync(journal())).toBe(false);
    await allArrive();
    expect(await board()).toBeDefined();
    await unchanged();
  }, 300_000);
});

/** A text as a regular expression for it. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
