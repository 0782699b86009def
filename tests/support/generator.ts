import { formats, type Item } from "./generated-formats";
import { Seeded } from "./seeded";

/** An item as it stands in a file. */
export interface Written extends Item {
  format: string;
  /** What the file holds of it, colours and ends of lines among it. */
  bytes: string;
  /** Cut off somewhere: nothing is known of its fields. */
  truncated: boolean;
}

const prefixes: ((random: Seeded) => string)[] = [
  () => "ollama-1  | ",
  () => "Nov 22 10:00:00 gpubox ollama[12]: ",
  () => "11月 22 10:00:00 gpubox ollama[12]: ",
  () => "déc. 22 10:00:00 gpubox open-webui: ",
  (random) => `2026-11-22T10:00:00.${random.whole(100_000_000, 999_999_999)}Z `,
  (random) => `2026-11-22T10:00:00.${random.whole(100_000_000, 999_999_999)}+08:00 stdout F `,
];

/** What looks like a secret and must not be stored. */
const secret = (random: Seeded) => ` api_key=CANARY-${random.whole(1000, 9999)}`;

/** Lines of all formats in any order, varied; the same for the same seed. */
export function generate(seed: number, count: number): Written[] {
  const random = new Seeded(seed);
  return Array.from({ length: count }, (_, at) => {
    const format = random.pick(Object.keys(formats));
    const item = formats[format]?.(random, `${seed.toString(16)}e${at.toString(16)}f`) as Item;
    return { ...varied(random, item), format };
  });
}

function varied(random: Seeded, item: Item): Omit<Written, "format"> {
  const prefix = random.percent(25) ? random.pick(prefixes)(random) : "";
  const truncated = item.lines.length === 1 && random.percent(5);
  const plain = item.lines.map((line, at) => {
    const whole = prefix + line + (isText(item) && at === 0 && random.percent(10) ? secret(random) : "");
    return truncated ? whole.slice(0, random.whole(Math.min(8, whole.length), whole.length - 1)) : whole;
  });
  // A prefix of another tool is not coloured.
  const colour = !item.bare && prefix === "" && random.percent(20);
  const ending = random.percent(20) ? "\r\n" : "\n";
  const bytes = plain.map((line) => (colour ? coloured(random, line) : line) + ending).join("");
  return { ...item, lines: plain, bytes, truncated };
}

/** Whether a secret may stand behind its first line without becoming a part of something else. */
function isText({ lines, fields }: Item): boolean {
  return lines.length === 1 && fields.path === undefined;
}

/** The line, or its level, in a colour. */
function coloured(random: Seeded, line: string): string {
  const paint = (text: string) => `\x1b[${random.whole(31, 36)}m${text}\x1b[0m`;
  const level = /DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL/.exec(line);
  if (!level || random.percent(30)) return paint(line);
  return line.slice(0, level.index) + paint(level[0]) + line.slice(level.index + level[0].length);
}
