import * as fs from "node:fs";
import * as path from "node:path";

import { uids } from "../../../components/shared/naming";
import { docker, volumeIdentity } from "../stand/docker";
import type { Stand } from "../stand/stand";
import { dataRoles, type Disks } from "./disks";

const roles = ["proxy", "loki", "collector", "probe", "grafana", "relay"];

/** Each container, and whether it runs and is healthy. */
export function health(stand: Stand): Record<string, string> {
  const format = "{{.State.Status}} {{.State.Health.Status}}";
  const state = (role: string) => {
    try {
      return docker("inspect", "-f", format, stand.container(role));
    } catch {
      return "not there";
    }
  };
  return Object.fromEntries(roles.map((role) => [role, state(role)]));
}

export const allHealthy = Object.fromEntries(roles.map((role) => [role, "running healthy"]));

/** What stands in Grafana of ours, and of the user's, without what changes by itself. */
export async function content(stand: Stand): Promise<Record<string, unknown>> {
  const grafana = await stand.grafana();
  const rules = (await grafana.get<Record<string, unknown>[]>("/api/v1/provisioning/alert-rules")) ?? [];
  const boards = (await grafana.get<{ uid: string }[]>("/api/search?type=dash-db&limit=100")) ?? [];
  const source = await grafana.get<Record<string, unknown>>(`/api/datasources/uid/${uids.datasource}`);
  const points = (await grafana.get<{ name: string; type: string }[]>(contactPoints)) ?? [];
  const board = async ({ uid }: { uid: string }) => {
    const found = await grafana.get<{ dashboard: Record<string, unknown> }>(`/api/dashboards/uid/${uid}`);
    return { ...found?.dashboard, id: 0, version: 0 };
  };
  const by = (key: string) => (a: object, b: object) =>
    String((a as Record<string, unknown>)[key]).localeCompare(String((b as Record<string, unknown>)[key]));
  return {
    rules: rules.map((rule) => ({ ...rule, id: 0, updated: "" })).sort(by("uid")),
    boards: await Promise.all(boards.sort(by("uid")).map(board)),
    source: { url: source?.url, type: source?.type, name: source?.name },
    health: (await grafana.get<{ status: string }>(`/api/datasources/uid/${uids.datasource}/health`))?.status,
    points: points.map(({ name, type }) => `${name} ${type}`).sort(),
  };
}
const contactPoints = "/api/v1/provisioning/contact-points";

/** Each data volume: which it is, and what was put there. */
export function volumes(stand: Stand, disks: Disks): Record<string, string> {
  return Object.fromEntries(
    dataRoles.map((role) => {
      const which = volumeIdentity(`${stand.container(role)}-data`);
      return [role, `${which} ${fs.readFileSync(path.join(disks.at(role), "marker"), "utf8")}`];
    }),
  );
}

/** Whether Pulumi, after looking at everything there is, would change nothing. */
export async function changesNothing(stand: Stand): Promise<void> {
  const stack = await stand.automation();
  await stack.preview({ expectNoChanges: true, refresh: true, configFile: stand.configFile });
}
