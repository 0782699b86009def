import { fill } from "../../messages";
import { uids } from "../../../shared/naming";
import { errors } from "./errors";
import { liveness } from "./liveness";
import { modelRules } from "./models";
import { monitoring } from "./monitoring";
import type { Rule, RuleSettings } from "./rule";

export type { Rule, RuleSettings } from "./rule";

/** What Grafana fills in at the moment of the alert; `index`, for where a query found nothing there is no B to look into. */
const atThatMoment = {
  host: "{{ $labels.host }}",
  job: "{{ $labels.job }}",
  model: "{{ $labels.model }}",
  n: '{{ printf "%.0f" (index $values "B").Value }}',
  percent: '{{ humanizePercentage (index $values "B").Value }}',
  time: '{{ humanizeDuration (index $values "B").Value }}',
};

/** All rules of a stack with their texts, but those that were switched off. */
export function rules(settings: RuleSettings): Rule[] {
  const off = new Set(settings.thresholds.rulesOff);
  return [liveness, errors, modelRules, monitoring]
    .flatMap((subject) => subject(settings))
    .map(({ key, params = {}, ...rule }) => {
      const { title, ...texts } = settings.texts.rules[key];
      const filled = Object.entries(texts).map(([name, text]) => [
        name,
        fill(text, { ...atThatMoment, ...params }),
      ]);
      return {
        ...rule,
        uid: uids.rules[key],
        title,
        ...(Object.fromEntries(filled) as typeof texts),
        runbook: uids.rules[key],
      };
    })
    .filter(({ uid }) => !off.has(uid));
}
