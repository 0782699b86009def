import { uids } from "../../../shared/naming";
import { fill } from "../../messages";
import { errors } from "./errors";
import { gpuRules } from "./gpu";
import { liveness } from "./liveness";
import { machineRules } from "./machine";
import { modelRules } from "./models";
import { monitoring } from "./monitoring";
import type { Rule, RuleSettings, RuleSpec } from "./rule";

export type { Rule, RuleSettings } from "./rule";

/** What Grafana fills in at the moment of the alert; `index`, for where a query found nothing there is no B to look into. */
const atThatMoment = {
  host: "{{ $labels.host }}",
  job: "{{ $labels.job }}",
  model: "{{ $labels.model }}",
  // Ollama's lines carry no such label.
  server: '{{ or $labels.server "Ollama" }}',
  gpu: "{{ $labels.gpu }}",
  fault: "{{ $labels.fault }}",
  victim: "{{ $labels.victim }}",
  disk: "{{ $labels.disk }}",
  n: '{{ printf "%.0f" (index $values "B").Value }}',
  percent: '{{ humanizePercentage (index $values "B").Value }}',
  time: '{{ humanizeDuration (index $values "B").Value }}',
};

/** All rules of a stack without their texts, also those that were switched off. */
export function ruleSpecs(settings: RuleSettings): RuleSpec[] {
  return [liveness, errors, modelRules, gpuRules, machineRules, monitoring].flatMap((subject) =>
    subject(settings),
  );
}

/** All rules of a stack with their texts, but those that were switched off. */
export function rules(settings: RuleSettings): Rule[] {
  const off = new Set(settings.thresholds.rulesOff);
  return ruleSpecs(settings)
    .map((spec) => withTexts(spec, settings))
    .filter(({ uid }) => !off.has(uid));
}

function withTexts({ key, params = {}, ...spec }: RuleSpec, { texts }: RuleSettings): Rule {
  delete spec.keys;
  const { title, summary, description, value, firstStep } = texts.rules[key];
  const filled = (text: string) => fill(text, { ...atThatMoment, ...params });
  return {
    ...spec,
    uid: uids.rules[key],
    title,
    summary: filled(summary),
    description: filled(description),
    value: filled(value),
    firstStep: filled(firstStep),
    runbook: uids.rules[key],
  };
}
