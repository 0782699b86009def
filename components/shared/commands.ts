/** Commands of this project in texts for people. Pure: imports nothing. */

/** A command as texts write it: for whatever stack a command without a flag acts on. */
const written =
  /npm run (?:(up|preview|verify|doctor|refresh|destroy|alert-test|render|backup|upgrade|adopt)(?![\w-])(?: --(?= -))?|(pulumi -- (?:(?:config|stack) [a-z-]+|cancel|up|preview|refresh|destroy|import|logs)(?![\w-])))(?!(?:(?!npm run |[\n;,`&]).)* --stack )/g;

/**
 * Makes each `npm run …` in a text act on a stack; one that names a stack already stays.
 *
 * @param bare the stack commands act on where they name none; undefined: unknown, so that each command gets its flag
 */
export function onStack(text: string, stack: string, bare: string | undefined): string {
  if (stack === bare) return text;
  return text.replace(written, (_, own: string | undefined, passed: string) =>
    own ? `npm run ${own} -- --stack ${stack}` : `npm run ${passed} --stack ${stack}`,
  );
}

/** The same for every text in a structure; what is no text stays. */
export function allOnStack<T>(texts: T, stack: string, bare: string | undefined): T {
  if (stack === bare) return texts;
  if (typeof texts === "string") return onStack(texts, stack, bare) as T;
  if (Array.isArray(texts)) return texts.map((entry: unknown) => allOnStack(entry, stack, bare)) as T;
  if (texts === null || typeof texts !== "object") return texts;
  const entries = Object.entries(texts).map(([key, entry]) => [
    key,
    allOnStack(entry as unknown, stack, bare),
  ]);
  return Object.fromEntries(entries) as T;
}
