import type { Thresholds } from "../../components/config/thresholds";
import { type Rule, rules, type RuleSettings } from "../../components/observability/alerts/rules";
import { messages } from "../../components/observability/messages";
import { uids } from "../../components/shared/naming";
import { contentWith } from "./config";

/** What rules are made from, with the declared defaults but some. */
export async function ruleSettings(
  thresholds: Partial<Thresholds> = {},
  more: Partial<RuleSettings> = {},
): Promise<RuleSettings> {
  const content = await contentWith({});
  return {
    texts: messages.en,
    thresholds: { ...content.thresholds, ...thresholds },
    probeInterval: content.probe.interval,
    watchFreshness: 120,
    ...more,
  };
}

/** One rule, by its key in the table of names. */
export function rule(key: keyof typeof uids.rules, settings: RuleSettings): Rule {
  const found = rules(settings).find(({ uid }) => uid === uids.rules[key]);
  if (!found) throw new Error(`there is no rule ${key}`);
  return found;
}
