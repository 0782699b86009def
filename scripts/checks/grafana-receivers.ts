import { setTimeout } from "node:timers/promises";

import { integrationOf } from "../../components/observability/alerts/contact-points";
import { kindOf, type Receiver } from "../../components/receivers";
import { grafanaNames } from "../../components/shared/naming";
import type { GrafanaApi } from "../grafana/api";
import { revealed } from "../offline/program";
import type { Answer } from "./notification-services";

interface Integration {
  uid: string;
  type: string;
  settings: Record<string, unknown>;
  secureFields?: Record<string, boolean>;
}

interface ContactPoint {
  /** Name in the address of the newer interface; undefined on the older one. */
  id?: string;
  title: string;
  integrations: Integration[];
}

/** A contact point as Pulumi knows it, secrets in clear. */
export type KnownPoint = Record<string, unknown>;

/** Twice the time in which Grafana looks for changes (components/containers/grafana.ts), in milliseconds. */
const patience = 20_000;

const group = "/apis/notifications.alerting.grafana.app";

/** Sends test messages the way alerts go: through Grafana, with what it has stored. */
export class GrafanaReceivers {
  private points: Promise<ContactPoint[]> | undefined;
  private version: string | undefined;

  constructor(
    private readonly grafana: GrafanaApi,
    private readonly known: KnownPoint[],
  ) {}

  /** One message to one receiver; through one contact point, even where it is in several. */
  async send(receiver: Receiver, labels: Record<string, string>, summary: string): Promise<Answer> {
    const [severity] = receiver.severities;
    const title = severity && grafanaNames.contactPoints[severity];
    const point = (await (this.points ??= this.list())).find((candidate) => candidate.title === title);
    const integration = point && (await this.integrationOf(receiver, point));
    if (!point || !integration) return { said: "Grafana does not know it yet: npm run up" };
    if (!(await this.inUse(integration.uid)))
      return { said: "Grafana has stored it but does not use it yet: try again in a minute" };
    return this.test(point, integration, { labels, annotations: { summary } });
  }

  /** Grafana looks for new receivers and words every ten seconds; until it has, a message would arrive empty. */
  private async inUse(uid: string): Promise<boolean> {
    for (const end = Date.now() + patience; Date.now() < end; await setTimeout(500)) {
      const status = await this.grafana.get<object>("/api/alertmanager/grafana/api/v2/status");
      if (!status || JSON.stringify(status).includes(`"${uid}"`)) return true;
    }
    return false;
  }

  /** Grafana hides the secrets that tell integrations of a kind apart: what Pulumi noted of them says which is which. */
  private async integrationOf(receiver: Receiver, point: ContactPoint): Promise<Integration | undefined> {
    const list = this.known.find(({ name }) => name === point.title)?.[kindOf(receiver).member];
    const wanted = Object.entries(await identity(receiver));
    const found = ((list ?? []) as Record<string, unknown>[]).find((known) =>
      wanted.every(([field, value]) => String(known[field]) === value),
    );
    return point.integrations.find(({ uid }) => found !== undefined && uid === found.uid);
  }

  private async list(): Promise<ContactPoint[]> {
    interface List {
      items: { metadata: { name: string }; spec: { title: string; integrations: Integration[] } }[];
    }
    const versions = await this.grafana
      .get<{ preferredVersion: { version: string } }>(group)
      .catch(() => undefined);
    this.version = versions?.preferredVersion.version;
    const listed =
      this.version && (await this.grafana.get<List>(`${group}/${this.version}/namespaces/default/receivers`));
    if (listed) return listed.items.map(({ metadata, spec }) => ({ id: metadata.name, ...spec }));
    const old =
      (await this.grafana.get<(Integration & { name: string })[]>("/api/v1/provisioning/contact-points")) ??
      [];
    const titles = [...new Set(old.map(({ name }) => name))];
    return titles.map((title) => ({ title, integrations: old.filter(({ name }) => name === title) }));
  }

  private async test({ id, title }: ContactPoint, integration: Integration, alert: object): Promise<Answer> {
    const path = `${group}/${this.version}/namespaces/default/receivers/${id}/test`;
    const newer = id ? await this.grafana.request("POST", path, { integration, alert }) : undefined;
    if (newer && newer.status !== 404 && newer.status !== 405)
      return verdict(newer.status, await newer.text());
    // Grafana 11 and 12.
    const config = { ...integration, name: title };
    const body = { alert, receivers: [{ name: title, grafana_managed_receiver_configs: [config] }] };
    const older = await this.grafana.request(
      "POST",
      "/api/alertmanager/grafana/config/api/v1/receivers/test",
      body,
    );
    return verdict(older.status, await older.text());
  }
}

/** What no two different receivers have in common. */
async function identity(receiver: Receiver): Promise<Record<string, string>> {
  const made: Record<string, unknown> = await revealed({ ...integrationOf(receiver) });
  const names = kindOf(receiver).identity.filter((name) => made[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, String(made[name])]));
}

/** What a person needs of Go's words for a receiver that hangs, and of words that stand in status line and body. */
function readable(error: string): string {
  if (/deadline exceeded|Client\.Timeout/.test(error)) return "no answer in time";
  return error.replace(/(status \d+ )(.+): \2\s*$/s, "$1$2");
}

/** What Grafana says of a test, by the newer interface (flat) or the older one (a list of one). */
interface TestResult {
  status?: string;
  error?: string;
  message?: string;
  receivers?: { grafana_managed_receiver_configs?: { status?: string; error?: string }[] }[];
}

function verdict(status: number, text: string): Answer {
  let body: TestResult = {};
  try {
    body = JSON.parse(text) as TestResult;
  } catch {
    // Then the status has to do.
  }
  const inner = body.receivers?.[0]?.grafana_managed_receiver_configs?.[0] ?? {};
  const state = inner.status ?? body.status;
  if (state === "success" || state === "ok") return { ok: true, said: "sent" };
  const error = readable(inner.error ?? body.error ?? body.message ?? "");
  const bare = `Grafana answers ${status} ${error}`.trim();
  return state === "failure" || state === "failed" ? { ok: false, said: error || bare } : { said: bare };
}
