import { spawn } from "node:child_process";

import { grafanaNames } from "../../../components/shared/naming";
import { docker, healthy } from "../stand/docker";
import type { Stand } from "../stand/stand";
import { until } from "../stand/until";

/** A stack that is killed, changed, hurt and deleted. The tests build on each other, in order. */
export function accidents(stand: () => Stand): void {
  it("finishes with one up what was killed in the middle", async () => {
    stand().configure({});
    const child = spawn("npm", ["run", "--silent", "up", "--", "--stack", stand().stack], {
      cwd: stand().folder,
      env: stand().environment(),
      detached: true,
      stdio: "ignore",
    });
    await until(
      "the first containers are made",
      () => stand().leftovers().containers.length >= 2,
      60_000,
      100,
    );
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await stand().must("up");
    for (const role of ["loki", "collector", "probe", "grafana"]) await healthy(stand().container(role));
    const { output } = await stand().must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
  }, 240_000);

  it("replaces only the container a changed key concerns, and keeps its data", async () => {
    const ids = () =>
      Object.fromEntries(
        ["loki", "collector", "probe", "grafana"].map((role) => [
          role,
          docker("inspect", "-f", "{{.Id}}", stand().container(role)),
        ]),
      );
    await until("lines in Loki", async () => (await stand().loki('{job="probe"}')).length > 0);
    const before = ids();
    stand().configure({ retention: "48h" });
    await stand().must("up");
    const after = ids();
    expect(Object.keys(before).filter((role) => before[role] !== after[role])).toEqual(["loki"]);
    expect(
      (await until("old lines in Loki", async () => (await stand().loki('{job="probe"}')).length)) > 0,
    ).toBe(true);
  }, 120_000);

  it("brings back a container that was taken off its network", async () => {
    docker("network", "disconnect", stand().prefix, stand().container("collector"));
    await stand().must("up");
    const networks = docker(
      "inspect",
      "-f",
      "{{json .NetworkSettings.Networks}}",
      stand().container("collector"),
    );
    expect(Object.keys(JSON.parse(networks) as object)).toEqual([stand().prefix]);
  }, 120_000);

  it("goes on with a paused container instead of blaming its port", async () => {
    docker("pause", stand().container("loki"));
    await stand().must("up");
    await healthy(stand().container("loki"));
  }, 120_000);

  it("refuses a contact point of its name that somebody else made, and leaves it alone", async () => {
    const grafana = await stand().grafana();
    const name = grafanaNames.contactPoints.critical;
    const theirs = { name, type: "webhook", settings: { url: "http://127.0.0.1:9/theirs" } };
    const made = await grafana.request("POST", "/api/v1/provisioning/contact-points", theirs);
    expect(made.status).toBe(202);
    await stand().must("pulumi", "config", "set", "--secret", "webhookUrl", "http://127.0.0.1:9/ours");
    const { code, output } = await stand().npm("up");
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`a contact point named ${name} (webhook) that this stack did not make`),
    ]);
    const points = await grafana.get<{ settings: { url: string } }[]>(
      `/api/v1/provisioning/contact-points?name=${encodeURIComponent(name)}`,
    );
    expect(points?.map(({ settings }) => settings.url)).toEqual(["http://127.0.0.1:9/theirs"]);
  }, 120_000);

  it("deletes its own data and not that of a stack whose name begins alike", async () => {
    const other = `${stand().prefix}-2-loki-data`;
    docker("volume", "create", other);
    const asked = await stand().npm("destroy", "--delete-data");
    expect([asked.code, asked.output]).toEqual([1, expect.stringContaining("add --yes")]);
    expect(stand().leftovers().containers).not.toEqual([]);
    await stand().must("destroy", "--delete-data", "--yes");
    expect(stand().leftovers()).toEqual({ containers: [], networks: [], volumes: [other] });
    docker("volume", "rm", other);
  }, 120_000);
}
