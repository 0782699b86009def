import { type Mistake, nearest, sentence } from "../../components/config/error";
import { foreign } from "../../components/config/unknown-keys";
import { withoutPassword } from "../../components/shared/addresses";
import { here } from "../command/stack-name";
import { mistakesIn } from "../offline/program";
import { masked, project, type StackTree, stackTree } from "../offline/project";
import type { Change, ConfigCommand } from "./command";
import { declaredKeys } from "./declaration";
import { formatPath, parsePath, type Segment, withValue } from "./path";

/** What is to be said before a `pulumi config` command: why it is refused, and what else there is to know. */
export interface Verdict {
  refused: string[];
  notes: string[];
}

/**
 * Looks at a change of a stack's configuration before anything is written: applies it to what the stack has, and lets the
 * program read that. Tells mistakes about the keys being changed alone; what contradicts another key is for `up` to say,
 * since keys are set one after another.
 *
 * @throws Failure when the stack has no file, or one that cannot be read
 */
export async function judge({ verb, changes }: ConfigCommand, stack: string): Promise<Verdict> {
  const verdict: Verdict = { refused: [], notes: [] };
  let tree = stackTree(stack);
  const places: Segment[][] = [];
  for (const change of changes) {
    const { refused, note, key } = nameOf(change, tree, verb);
    if (note) verdict.notes.push(note);
    if (refused) verdict.refused.push(refused);
    if (refused || !key || verb === "remove") continue;
    const found = await judgeValue(change, key, tree, stack);
    verdict.refused.push(...found);
    places.push(key);
    tree = applied(
      tree,
      key,
      change.secret ? { secure: "", plain: change.value ?? masked } : typed(change.value ?? "", key),
    );
  }
  // At the end: of several changes a later one may fill the gap.
  verdict.refused.push(...gapsIn(tree, places));
  return verdict;
}

/** Entries of lists that would come after an empty one, which the CLI stores as null. */
function gapsIn(tree: StackTree, places: Segment[][]): string[] {
  const found = places.flatMap(([root = "", ...rest]) => {
    let value: unknown = tree[`${project().name}:${root}`];
    for (const [i, segment] of rest.entries()) {
      const list: unknown[] = Array.isArray(value) ? value : [];
      const free = list.findIndex((entry) => entry === null);
      const at = (index: Segment) => formatPath([root, ...rest.slice(0, i), index]);
      if (typeof segment === "number" && free >= 0 && free < segment)
        return [`${at(segment)} would leave ${at(free)} empty: the next place of that list is [${free}].`];
      value = (value as Record<Segment, unknown> | null | undefined)?.[segment];
    }
    return [];
  });
  return [...new Set(found)];
}

interface Named {
  refused?: string;
  note?: string;
  /** The place in this project's configuration; undefined for another's. */
  key?: Segment[];
}

/** Whether anything reads a key of that name. */
function nameOf(
  { key, path, value = "", secret }: Change,
  tree: StackTree,
  verb: ConfigCommand["verb"],
): Named {
  const { name } = project();
  const keys = declaredKeys();
  const [, namespace = name, rest = ""] = /^(?:([^:[."]+):(?:config:)?)?(.*)$/s.exec(key) ?? [];
  if (verb === "remove" && Object.keys(tree).some((full) => full === `${namespace}:${rest}`)) return {};
  if (namespace !== name) {
    const other = otherNamespace(key, namespace, rest, verb);
    const telling = /auth|token|password|secret|key$/i.test(rest) || withoutPassword(value) !== value;
    return other.note && telling && !secret
      ? {
          refused: `${key} would stand in clear text, and nothing reads it: this program gives its providers all they need. Leave it out.`,
        }
      : other;
  }
  const segments = path ? parsePath(rest) : [rest];
  const [root] = segments ?? [];
  if (!segments || typeof root !== "string")
    return { refused: `${rest} is not a path: write one as 'receivers[0].url'.` };
  if (keys.includes(root)) return { key: segments };
  const [first = ""] = rest.split(/[.[]/);
  if (!path && keys.includes(first))
    return { refused: `${rest} is a place inside ${first}: add --path, and put the key into quotes.` };
  const near = nearest(root, keys);
  const meant = near ? ` Did you mean ${near}?` : "";
  return { refused: `${root} is not a key of this project.${meant} (docs/configuration.md lists all)` };
}

function otherNamespace(key: string, namespace: string, rest: string, verb: ConfigCommand["verb"]): Named {
  const { name } = project();
  if (namespace === "pulumi") return {};
  if (!foreign.includes(namespace)) {
    const near = nearest(rest, declaredKeys());
    const meant = near ? ` Did you mean ${near}?` : "";
    return {
      refused: `${key} is of the namespace ${namespace}, which nothing here reads: keys of ${name} are written without one.${meant}`,
    };
  }
  if (verb === "remove") return {};
  const engine = namespace === "docker" ? " The Docker engine is chosen with the key dockerHost." : "";
  return {
    note: `${key} is stored, but nothing reads it: this program gives its providers all they need.${engine}`,
  };
}

async function judgeValue(change: Change, key: Segment[], tree: StackTree, stack: string): Promise<string[]> {
  const place = formatPath(key);
  const mistakes = async (value: unknown): Promise<Mistake[]> => {
    const found = (await mistakesIn(stack, applied(tree, key, value))).filter((m) => concerns(m.key, place));
    // A neighbour in the same list may have been wrong before.
    const before = await mistakesIn(stack, tree);
    const same = (one: Mistake) => before.some((other) => sentence(other) === sentence(one));
    return found.filter((m) => m.kind !== "conflict" && (m.key.startsWith(place) || !same(m)));
  };
  const plain = change.value ?? masked;
  const found = await mistakes(change.secret ? { secure: "", plain } : typed(plain, key));
  const clear = found.find(({ kind }) => kind === "clear");
  const flags = change.path ? `--secret --path '${place}'` : `--secret ${place}`;
  if (clear)
    return [
      here(
        `${place} is a secret and would stand in clear text. Encrypt it: npm run pulumi -- config set ${flags} <value> (leave the value out to be asked for it: then no shell history keeps it)`,
        stack,
      ),
    ];
  // What is typed at a prompt later cannot be looked at.
  const told = change.value === undefined ? found.filter(({ kind }) => kind === "unknown") : found;
  if (told.length > 0 || !change.secret)
    return told.map((mistake) =>
      sentence(change.secret && mistake.key === place ? { ...mistake, found: "set (secret)" } : mistake),
    );
  const unreadable = change.value !== undefined && (await mistakes({ secure: "" })).length > 0;
  return unreadable
    ? [
        `${place} is not a secret, and could not be checked before \`up\` if it were encrypted: set it without --secret.`,
      ]
    : [];
}

/** Whether a mistake at one place is about another: the same, inside it, or around it. */
function concerns(mistake: string, place: string): boolean {
  const inside = (inner: string, outer: string) => inner === outer || /^[.[]/.test(inner.slice(outer.length));
  return (
    (mistake.startsWith(place) && inside(mistake, place)) ||
    (place.startsWith(mistake) && inside(place, mistake))
  );
}

function applied(tree: StackTree, [root, ...rest]: Segment[], value: unknown): StackTree {
  const full = `${project().name}:${root}`;
  return { ...tree, [full]: withValue(tree[full], rest, value) };
}

/** As the CLI stores it: inside a list or an object what looks like a number or a truth value becomes one. */
function typed(value: string, key: Segment[]): unknown {
  if (key.length === 1) return value;
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
}
