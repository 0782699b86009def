import { withoutPassword } from "../../components/shared/addresses";
import { onStack } from "../../components/shared/commands";

/** A type as Pulumi.yaml declares it. */
export interface Declared {
  type: string;
  items?: Declared;
}

/**
 * Holds the values of a stack's file against the kinds Pulumi.yaml declares (text, list, object), as Pulumi itself does
 * when it starts, but before anything is touched, all at once, and saying what to do. What a text must look like is
 * loadConfig's to say.
 *
 * @param values as written in the file, keys without the project's name
 * @returns what to tell; undefined when all fit
 */
export function wrongTypes(
  values: Record<string, unknown>,
  declared: Record<string, Declared>,
  stack: string,
): string | undefined {
  const wrong = Object.entries(values).filter(([key, value]) => {
    const type = declared[key];
    return type && !fits(value, type);
  });
  if (wrong.length === 0) return undefined;
  const lines = wrong.map(([key, value]) => problem(key, value, declared[key] as Declared, stack));
  return `Pulumi.${stack}.yaml has ${wrong.length} value(s) of another type than Pulumi.yaml declares:\n${lines.join("\n")}`;
}

function fits(value: unknown, { type, items }: Declared): boolean {
  const encrypted = value !== null && typeof value === "object" && "secure" in value;
  if (type === "array") return Array.isArray(value) && value.every((entry) => !items || fits(entry, items));
  if (type === "object")
    return value !== null && typeof value === "object" && !encrypted && !Array.isArray(value);
  return encrypted || value === null || typeof value !== "object";
}

function problem(key: string, value: unknown, declared: Declared, stack: string): string {
  const here = (text: string) => onStack(text, stack, undefined);
  if (declared.type !== "array")
    return here(
      `  - ${key} is ${shown(value)}; allowed: one ${declared.type}: npm run pulumi -- config set ${key} <value>`,
    );
  const remove = here(`npm run pulumi -- config rm ${key}`);
  const entries = asList(value);
  const list: unknown[] = Array.isArray(value) ? value : [];
  const odd = list.findIndex((entry) => declared.items && !fits(entry, declared.items));
  if (declared.items?.type === "object")
    return here(
      `  - ${odd >= 0 ? `${key}[${odd}] is not an object` : `${key} is not a list but one text`}; allowed: a list of objects. Start again with: ${remove}\n      then, for each field: npm run pulumi -- config set --path '${key}[0].<field>' <value>`,
    );
  const set = (entry: string, i: number) =>
    here(`      npm run pulumi -- config set --path '${key}[${i}]' ${quote(entry)}`);
  const commands = (entries.length > 0 ? entries : ["<value>"]).map(set);
  return [
    odd >= 0
      ? `  - ${key}[${odd}] is ${shown(list[odd])}; allowed: a text. As commands:`
      : `  - ${key} is ${shown(value)}; allowed: a list of texts, not one text. As commands:`,
    ...[`      ${remove}`, ...commands].slice(0, 12),
  ].join("\n");
}

function shown(value: unknown): string {
  return value !== null && typeof value === "object" && "secure" in value
    ? "encrypted as one text"
    : withoutPassword(JSON.stringify(value));
}

/** The entries somebody meant who wrote a list as JSON text, or one entry alone. */
function asList(value: unknown): string[] {
  if (typeof value !== "string") return [];
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.map(String) : [value];
  } catch {
    return value ? [value] : [];
  }
}

function quote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
