import { uids } from "../../../components/shared/naming";
import { docker, healthy } from "../stand/docker";
import { mailServer } from "../stand/mail-server";
import type { Stand } from "../stand/stand";

/** What one `up` brings back. */
export function healing(stand: () => Stand): void {
  it.each([["grafana"], ["loki"], ["collector", "probe"]])(
    "heals with one up what was removed by hand: %s %s",
    async (...roles) => {
      for (const role of roles.filter((role) => typeof role === "string"))
        docker("rm", "-f", stand().container(role));
      await stand().must("up");
      for (const role of ["loki", "collector", "probe", "grafana"]) await healthy(stand().container(role));
      expect(await (await stand().grafana()).get(`/api/datasources/uid/${uids.datasource}`)).toBeDefined();
    },
    180_000,
  );

  it("heals a lost Grafana volume: its content is made again", async () => {
    docker("rm", "-f", stand().container("grafana"));
    docker("volume", "rm", `${stand().container("grafana")}-data`);
    await stand().must("up");
    const { output } = await stand().must("verify");
    expect(output).toMatch(/ok +datasource Loki/);
    expect(output).toMatch(/ok +alert rules +(\d+) of \1 loaded/);
    expect(output).toMatch(/ok +contact point +.*wecom/);
  }, 180_000);

  it("heals what was removed inside Grafana with a refresh and an up", async () => {
    const grafana = await stand().grafana();
    await grafana.request("DELETE", `/api/dashboards/uid/${uids.dashboards.overview}`);
    await stand().must("refresh");
    await stand().must("up");
    expect(await grafana.get(`/api/dashboards/uid/${uids.dashboards.overview}`)).toBeDefined();
  }, 120_000);

  it("heals a stopped container", async () => {
    docker("stop", stand().container("collector"));
    await stand().must("up");
    await healthy(stand().container("collector"));
  }, 120_000);

  it("says what to do about a changed admin password, and puts its own back on request", async () => {
    const grafana = await stand().grafana();
    const own = await stand().adminPassword();
    await grafana.request("PUT", "/api/user/password", {
      oldPassword: own,
      newPassword: "changed-by-hand-1",
    });
    stand().configure({ emailTo: ["ops@example.com"], ...mailServer(stand()), errorThreshold: 11 });
    const { code, output } = await stand().npm("up");
    expect([code, output]).toEqual([
      1,
      expect.stringContaining("Grafana refuses the stack's admin password"),
    ]);
    await stand().must("up", "--reset-admin-password");
    expect(await grafana.status("/api/user")).toBe(200);
  }, 240_000);

  it("gives a running Grafana a new admin password from the configuration", async () => {
    await stand().must("pulumi", "config", "set", "--secret", "grafanaAdminPassword", "new-password-2");
    await stand().must("up");
    expect(await stand().adminPassword()).toBe("new-password-2");
    expect(await (await stand().grafana()).status("/api/user")).toBe(200);
  }, 120_000);
}
