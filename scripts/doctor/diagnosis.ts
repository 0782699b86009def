import type { Check, Finding } from "../command/findings";

/** `note`: nothing is broken by it, and somebody may want to know. `failed`: `up` would fail, or something is broken. */
export type Diagnosis = Finding<"ok" | "note" | "failed">;

/** What `verify` finds, as the doctor says it. */
export function diagnoses(checks: Check[]): Diagnosis[] {
  return checks.map(({ state, ...rest }) => ({ ...rest, state: state === "empty" ? "note" : state }));
}

/**
 * A refusal of another command as a diagnosis: its first sentence is what was found, the rest what to do.
 *
 * @param state @default "failed"
 */
export function told(what: string, message: string, state: Diagnosis["state"] = "failed"): Diagnosis {
  const [, found = message, hint = ""] =
    /^((?:.(?!\.\s+[A-Z`]))*..?)\s+([A-Z`].*)$/s.exec(message.trim()) ?? [];
  return { what, state, found: flat(found), ...(hint ? { hint: flat(hint) } : {}) };
}

/** In one line. */
function flat(text: string): string {
  return text
    .trim()
    .replace(/^Nothing was touched\.\s*/, "")
    .replace(/\s*\n\s*/g, "; ")
    .replace(/([.:]);/g, "$1")
    .replace(/\s+/g, " ");
}
