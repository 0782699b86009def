import type { Diagnosis } from "./diagnosis";
import { formsInWords, formsKnown, formsOf } from "./forms";

/** A log as a finding: which of its lines are understood. */
export function linesOf(what: string, text: string): Diagnosis {
  const forms = formsOf(text);
  if (!forms)
    return { what, state: "note", found: "holds no line yet", hint: "right for a service that is quiet" };
  const found = formsInWords(forms);
  if (forms.known.length > 0 || !formsKnown()) return { what, state: "ok", found };
  const hint =
    "its lines are kept as they are, without status and duration: docs/log-formats.md lists the forms";
  return { what, state: "note", found, hint };
}
