import { grafanaNames, uids } from "../../components/shared/naming";
import type { GrafanaApi } from "../../scripts/grafana/api";
import { describeE2E } from "../support/engine";
import { cannotRun } from "./stand/cannot-run";
import { Stand } from "./stand/stand";

/** What the user made in the same Grafana stays the user's, whatever the stack does. The tests build on each other, in order. */

const provisioning = "/api/v1/provisioning";

describeE2E("yours stays yours", cannotRun(), () => {
  let stand: Stand;
  let grafana: GrafanaApi;
  let before: unknown;

  /** Everything of the user's, as Grafana tells it. */
  async function yours() {
    const points = (await grafana.get<{ name: string }[]>(`${provisioning}/contact-points`)) ?? [];
    const timings = (await grafana.get<{ name: string }[]>(`${provisioning}/mute-timings`)) ?? [];
    const rules = await Promise.all(
      ["mine-in-mine", "mine-in-theirs"].map((uid) => grafana.get(`${provisioning}/alert-rules/${uid}`)),
    );
    const templates = (await grafana.get<{ name: string }[]>(`${provisioning}/templates`)) ?? [];
    return {
      policies: await grafana.get(`${provisioning}/policies`),
      points: points.filter(({ name }) => name === "mine"),
      timings: timings.filter(({ name }) => name === "mine"),
      templates: templates.filter(({ name }) => name === "mine"),
      rules,
    };
  }

  async function change(method: string, path: string, body: unknown): Promise<void> {
    // As the user interface does: not marked as provisioned.
    const response = await grafana.request(method, path, body, { "X-Disable-Provenance": "true" });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  const rule = (uid: string, folderUID: string, ruleGroup: string) => ({
    uid,
    title: `${uid} in ${ruleGroup}`,
    folderUID,
    ruleGroup,
    orgID: 1,
    for: "1m",
    condition: "A",
    noDataState: "OK",
    execErrState: "OK",
    data: [
      {
        refId: "A",
        datasourceUid: "__expr__",
        relativeTimeRange: { from: 60, to: 0 },
        model: { refId: "A", type: "math", expression: "0 > 1" },
      },
    ],
  });

  beforeAll(async () => {
    stand = await Stand.create();
    await stand.must("pulumi", "config", "set", "--secret", "webhookUrl", "http://127.0.0.1:1/webhook");
    await stand.must("up");
    grafana = await stand.grafana();
  }, 240_000);
  afterAll(async () => stand?.dispose(), 120_000);

  it("lets the user make rules, a receiver, quiet hours and policies, in our folder, too", async () => {
    await change("POST", `${provisioning}/contact-points`, {
      name: "mine",
      type: "webhook",
      settings: { url: "http://127.0.0.1:1/mine" },
    });
    await change("POST", `${provisioning}/mute-timings`, {
      name: "mine",
      time_intervals: [{ weekdays: ["sunday"] }],
    });
    await change("PUT", `${provisioning}/templates/mine`, { template: '{{ define "mine" }}mine{{ end }}' });
    await change("POST", "/api/folders", { uid: "mine", title: "Mine" });
    await change("POST", `${provisioning}/alert-rules`, rule("mine-in-mine", "mine", "mine"));
    await change(
      "POST",
      `${provisioning}/alert-rules`,
      rule("mine-in-theirs", uids.folders.alerts, "my own group"),
    );
    await change("PUT", `${provisioning}/policies`, {
      receiver: "mine",
      group_by: ["alertname"],
      routes: [{ receiver: "mine", object_matchers: [["team", "=", "me"]], mute_time_intervals: ["mine"] }],
    });
    before = await yours();
    expect(before).toMatchObject({
      policies: { receiver: "mine", routes: [{ receiver: "mine" }] },
      points: [{ name: "mine" }],
      timings: [{ name: "mine" }],
      templates: [{ name: "mine" }],
      rules: [{ uid: "mine-in-mine" }, { uid: "mine-in-theirs" }],
    });
  }, 60_000);

  it("touches none of it at an up that changes every rule, and at a refresh", async () => {
    stand.configure({ errorThreshold: 23, rulesOff: [uids.rules.latency, uids.rules.slowGeneration] });
    const { output } = await stand.must("up");
    expect(output).toMatch(/deleted/); // the only rule of its group went, and the group with it
    await stand.must("refresh");
    await stand.must("up");
    const { output: verified } = await stand.must("verify");
    expect(verified).toMatch(/ok +alert rules +(\d+) of \1 loaded/);
    expect(await yours()).toEqual(before);
  }, 240_000);

  it("keeps it over destroy and the next up", async () => {
    await stand.must("destroy");
    await stand.must("up");
    grafana = await stand.grafana();
    expect(await yours()).toEqual(before);
  }, 240_000);

  it("says so instead of taking a rule of the user's out of a group of ours", async () => {
    const group = `${provisioning}/folder/${uids.folders.alerts}/rule-groups/${grafanaNames.ruleGroups.rules}`;
    const ours = await grafana.get<{ rules: object[] }>(group);
    const stray = rule("mine-among-theirs", uids.folders.alerts, grafanaNames.ruleGroups.rules);
    await change("PUT", group, { ...ours, rules: [...(ours?.rules ?? []), stray] });
    const { code, output } = await stand.npm("verify");
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('not of this stack: "mine-among-theirs in deepchat" in deepchat'),
    ]);
    await stand.must("destroy");
    const up = await stand.npm("up");
    expect([up.code, up.output]).toEqual([
      1,
      expect.stringContaining(
        'Grafana has an alert rule "mine-among-theirs in deepchat" in the group deepchat',
      ),
    ]);
    const anew = await stand.grafana(); // destroy forgot the password
    expect(await anew.get(`${provisioning}/alert-rules/mine-among-theirs`)).toBeDefined();
  }, 180_000);
});
