import { en, type Messages } from "./en";
import { zh } from "./zh";

export type { Messages };

/** All texts by language. */
export const messages: Record<"en" | "zh", Messages> = { en, zh };

/** Puts values in the places `{name}` of a text. Grafana's own `{{ … }}` stays. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/(?<!\{)\{(\w+)\}(?!\})/g, (place, name: string) => String(values[name] ?? place));
}
