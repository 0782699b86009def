import { grafanaNames, uids } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { GrafanaApi } from "../grafana/api";

/**
 * Whether Grafana has the rules it should have, and evaluates them.
 *
 * @param rulesOff uids of rules that are switched off
 */
export async function ruleCheck(grafana: GrafanaApi, rulesOff: readonly string[]): Promise<Check> {
  interface Rules {
    data: {
      groups: { file: string; name: string; rules: { name: string; health: string; state: string }[] }[];
    };
  }
  const answer = await grafana.get<Rules>("/api/prometheus/grafana/api/v1/rules");
  const own: string[] = Object.values(grafanaNames.ruleGroups);
  const rules = (answer?.data.groups ?? []).filter(({ name }) => own.includes(name)).flatMap((g) => g.rules);
  const strays = await grafana.strayRules();
  if (strays.length > 0) {
    const what = strays.map(({ title, group }) => `"${title}" in ${group}`).join(", ");
    const hint = "our groups are written as a whole, and would lose them: move them to a group of their own";
    return { what: "alert rules", state: "failed", found: `not of this stack: ${what}`, hint };
  }
  const wanted = Object.keys(uids.rules).length - new Set(rulesOff).size;
  const failing = rules.filter(({ health }) => health === "error").map(({ name }) => name);
  const firing = rules.filter(({ state }) => state === "firing").map(({ name }) => name);
  const found = `${rules.length} of ${wanted} loaded${firing.length > 0 ? `, firing: ${firing.join(", ")}` : ""}${failing.length > 0 ? `, failing: ${failing.join(", ")}` : ""}`;
  return {
    what: "alert rules",
    state: rules.length === wanted && failing.length === 0 ? "ok" : "failed",
    found,
    hint: "removed in Grafana? npm run refresh, then npm run up; a failing rule: is Loki running?",
  };
}

/** Who gets alerts, and whether the last message reached them. */
export async function contactPointCheck(grafana: GrafanaApi): Promise<Check> {
  interface Receiver {
    name: string;
    integrations: { name: string; lastNotifyAttemptError?: string }[];
  }
  const what = "contact point";
  const points =
    (await grafana.get<{ name: string; type: string }[]>("/api/v1/provisioning/contact-points")) ?? [];
  const names: string[] = Object.values(grafanaNames.contactPoints);
  const own = points.filter(({ name }) => names.includes(name));
  const types = [...new Set(own.map(({ type }) => type))];
  if (types.length === 0) {
    const hint = "set wecomUrl, webhookUrl, emailTo with smtpHost, or receivers (docs/alerts.md)";
    return { what, state: "empty", found: "none: nobody gets alerts", hint };
  }
  // Grafana lists what it tried to deliver only here, and only after a while.
  const tried = (await grafana.get<Receiver[]>("/api/alertmanager/grafana/config/api/v1/receivers")) ?? [];
  const reasons = tried
    .filter(({ name }) => names.includes(name))
    .flatMap(({ integrations }) => integrations)
    .flatMap(({ name, lastNotifyAttemptError: reason }) => (reason ? [`${name}: ${reason}`] : []));
  if (reasons.length === 0) return { what, state: "ok", found: types.join(", ") };
  const hint = "the receiver refused the last message: npm run alert-test tells more";
  return { what, state: "failed", found: reasons.join("; "), hint };
}
