import type { Check } from "../command/findings";
import type { LokiVerdict } from "../engine/external-loki";

/** What a Loki outside the stack said of itself, as a finding; none where there is none. */
export function lokiElsewhere(verdict: LokiVerdict | undefined): Check[] {
  if (!verdict) return [];
  const { found } = verdict;
  const what = "Loki elsewhere (lokiUrl)";
  if (verdict.state === "unfit") return [{ what, state: "failed", found, hint: verdict.way }];
  if (verdict.state === "fit") return [{ what, state: "ok", found }];
  return [
    { what, state: "empty", found, hint: "whether it can keep the lines is not known: ask its keeper" },
  ];
}
