/** Paths into lists and objects as `pulumi config set --path` reads them. */

export type Segment = string | number;

/** `receivers[0].url` or `receivers[0]["url"]` in its parts; undefined when it is no path. */
export function parsePath(text: string): Segment[] | undefined {
  const segments: Segment[] = [];
  const part = /(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    const [, name, index, quoted] = match;
    segments.push(name ?? (index === undefined ? (quoted as string).replace(/\\(.)/g, "$1") : Number(index)));
  }
  return segments.length > 0 ? segments : undefined;
}

/** The one way this program writes a path in its mistakes. */
export function formatPath(segments: Segment[]): string {
  return segments
    .map((segment, i) => (typeof segment === "number" ? `[${segment}]` : `${i > 0 ? "." : ""}${segment}`))
    .join("");
}

/** A structure with a value put at a place; lists and objects on the way there are made where they are missing. */
export function withValue(target: unknown, [first, ...rest]: Segment[], value: unknown): unknown {
  if (first === undefined) return value;
  const inside =
    target !== null && typeof target === "object" ? (target as Record<Segment, unknown>) : undefined;
  const next = withValue(inside?.[first], rest, value);
  if (typeof first !== "number") return { ...inside, [first]: next };
  const list: unknown[] = Array.isArray(target) ? [...(target as unknown[])] : [];
  list[first] = next;
  return Array.from(list, (entry) => entry ?? null);
}
