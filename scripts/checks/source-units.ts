import { unitsOf } from "../../components/containers/collector-file/jobs";
import type { Check } from "../command/findings";

/**
 * A finding for each unit that may be Ollama's and that is not read.
 *
 * @param patterns what `ollamaUnits` says
 * @param others what is read beside them
 */
export function unreadUnits(patterns: string[], others: string[], units: string[]): Check[] {
  const read = new RegExp(`^${unitsOf([...patterns, ...others])}$`);
  const unread = [...new Set(units)].filter((unit) => !read.test(unit));
  return unread.map((unit) => ({
    what: `unit ${unit}`,
    state: "empty",
    found: `on this host, and not read: ollamaUnits is ${patterns.join(", ") || "empty"}`,
    hint: `if it is Ollama's: npm run pulumi -- config set --path 'ollamaUnits[0]' ${unit} (your list replaces the default one)`,
  }));
}
