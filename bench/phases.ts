import type { Ended } from "../tests/e2e/stand/command";

/** Where a command's time went. */
export interface Phase {
  name: string;
  seconds: number;
}

/** What the command prints when a part of it is over, in order; what it does not print belongs to the part after. */
const ends: { name: string; at: "first" | "last"; line: RegExp }[] = [
  {
    name: "Node.js, checks of settings and engine, the stack's state",
    at: "first",
    line: /^(?:Updating|Previewing)\b/,
  },
  { name: "a refresh: what there is, content in Grafana included", at: "last", line: /^[^(]* refresh/ },
  // Rows of the stack itself come before the program runs: they carry warnings about plugins.
  {
    name: "Pulumi, its plugins and the program start",
    at: "first",
    line: /^(?:[-+~<>=]+ +)?(?:deepchat|docker):(?!\S+ \S+ refresh)/,
  },
  {
    name: "containers, until all are healthy",
    at: "last",
    line: /:Container .* (?:created|replaced|updated)/,
  },
  { name: "the rest, Grafana's content", at: "last", line: /^(?:Resources|Duration):/ },
];

/** The parts of an `up` or `preview`, after what it printed and when. */
export function phasesOf({ pieces, seconds }: Pick<Ended, "pieces" | "seconds">): Phase[] {
  const lines = linesOf(pieces);
  const phases: Phase[] = [];
  let before = 0;
  for (const { name, at, line } of ends) {
    const found = lines.filter(({ text }) => line.test(text));
    const end = (at === "first" ? found[0] : found.at(-1))?.at;
    if (end === undefined || end < before) continue;
    phases.push({ name, seconds: end - before });
    before = end;
  }
  return [...phases, { name: "a last look at everything", seconds: seconds - before }];
}

/** A line counts from when it was whole. */
function linesOf(pieces: Ended["pieces"]): Ended["pieces"] {
  const lines: Ended["pieces"] = [];
  let rest = "";
  for (const { at, text } of pieces) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    // Pulumi's rows begin with blanks and a sign.
    lines.push(...parts.map((part) => ({ at, text: part.trimStart() })));
  }
  return lines;
}
