import { grafanaNames, uids } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import type { Registered } from "../offline/program";
import type { GrafanaApi } from "./api";

/** Something Grafana has, as Pulumi would import it: type, name in the program, the provider's id. */
export interface Adoptable {
  type: string;
  name: string;
  id: string;
}

/** A kind of thing that cannot be made twice: the provider's id of one, and where Grafana has it. */
type Kind = (inputs: Record<string, unknown>) => { id: string; path: string; key?: string };

const types = {
  ruleGroup: "grafana:alerting/ruleGroup:RuleGroup",
  contactPoint: "grafana:alerting/contactPoint:ContactPoint",
  muteTiming: "grafana:alerting/muteTiming:MuteTiming",
};

const lists = {
  contactPoints: "/api/v1/provisioning/contact-points",
  muteTimings: "/api/v1/provisioning/mute-timings",
};

/** Those with a `key` are in a list of their path, by that name. */
export const kinds: Record<string, Kind> = {
  "grafana:oss/dataSource:DataSource": ({ uid }) => ({
    id: `1:${String(uid)}`,
    path: `/api/datasources/uid/${String(uid)}`,
  }),
  "grafana:oss/folder:Folder": ({ uid }) => ({ id: `1:${String(uid)}`, path: `/api/folders/${String(uid)}` }),
  [types.ruleGroup]: ({ folderUid, name }) => ({
    id: `1:${String(folderUid)}:${String(name)}`,
    path: `/api/v1/provisioning/folder/${String(folderUid)}/rule-groups/${String(name)}`,
  }),
  [types.contactPoint]: ({ name }) => ({
    id: `1:${String(name)}`,
    path: lists.contactPoints,
    key: String(name),
  }),
  [types.muteTiming]: ({ name }) => ({ id: `1:${String(name)}`, path: lists.muteTimings, key: String(name) }),
};

/** Kinds that are written over what has their name: nothing to take over. */
export const overwritten = [
  "grafana:oss/dashboard:Dashboard",
  "grafana:alerting/messageTemplate:MessageTemplate",
];

/** What of ours a Grafana holds already, from an earlier life of the stack. */
export class Adoption {
  /** @param program the resources the program asks for: it knows what they are called */
  constructor(
    private readonly grafana: Pick<GrafanaApi, "get" | "strayRules">,
    private readonly program: () => Promise<Pick<Registered, "type" | "name" | "inputs">[]>,
  ) {}

  /**
   * What Grafana has of what the program makes, and what is left of what it made before, which then goes.
   *
   * @throws Failure when somebody else's object has a name we need
   */
  async ours(): Promise<Adoptable[]> {
    await this.refuseForeign();
    const program = await this.program();
    const found: Adoptable[] = [];
    for (const { type, name, inputs } of [...program, ...leftovers()]) {
      const kind = kinds[type]?.(inputs);
      if (!kind || found.some((other) => other.type === type && other.id === kind.id)) continue;
      if (await this.has(kind)) found.push({ type, name, id: kind.id });
    }
    return found;
  }

  /**
   * @param known names of contact points and mute timings that Pulumi made, which are ours whatever they look like
   * @throws Failure when somebody else's object has a name we need, or stands in a group of ours
   */
  async refuseForeign(known: ReadonlySet<string> = new Set()): Promise<void> {
    const [stray] = await this.grafana.strayRules();
    if (stray) {
      throw new Failure(
        `Grafana has an alert rule "${stray.title}" in the group ${stray.group} that this stack did not make, and would delete. ` +
          "Move it to another evaluation group in Grafana (Alerting, Alert rules), then: npm run up",
      );
    }
    const wanted: string[] = Object.values(grafanaNames.contactPoints);
    for (const { name, type, settings } of await this.list<ContactPoint>(lists.contactPoints)) {
      const own = known.has(name) || JSON.stringify(settings).includes("deepchat.");
      if (wanted.includes(name) && !own)
        throw takenName(`contact point named ${name} (${type})`, "Contact points");
    }
    for (const { name, provenance } of await this.list<MuteTiming>(lists.muteTimings))
      if (quietNames.includes(name) && provenance !== "api" && !known.has(name))
        throw takenName(`mute timing named ${name}`, "Mute timings");
  }

  private async has({ path, key }: ReturnType<Kind>): Promise<boolean> {
    if (key === undefined) return (await this.grafana.get(path)) !== undefined;
    return (await this.list<{ name: string }>(path)).some(({ name }) => name === key);
  }

  private async list<T>(path: string): Promise<T[]> {
    return (await this.grafana.get<T[]>(path)) ?? [];
  }
}

interface ContactPoint {
  name: string;
  type: string;
  settings: Record<string, unknown>;
}

interface MuteTiming {
  name: string;
  provenance?: string;
}

/** More than a configuration has. */
const quietNames = Array.from({ length: 100 }, (_, i) => grafanaNames.muteTiming(i));

/** What some configuration would make under a name of ours, called by that name: the program may not make it now. */
function leftovers(): Pick<Registered, "type" | "name" | "inputs">[] {
  const named = (type: string, names: string[], more = {}) =>
    names.map((name) => ({ type, name, inputs: { ...more, name } }));
  const { ruleGroups, watchdogGroup, contactPoints } = grafanaNames;
  const groups = [...Object.values(ruleGroups), watchdogGroup];
  return [
    ...named(types.ruleGroup, groups, { folderUid: uids.folders.alerts }),
    ...named(types.contactPoint, Object.values(contactPoints)),
    ...named(types.muteTiming, quietNames),
  ];
}

function takenName(what: string, page: string): Failure {
  return new Failure(
    `Grafana has a ${what} that this stack did not make, and ours needs that name. ` +
      `Rename it in Grafana (Alerting, ${page}), then: npm run up`,
  );
}
