/** A list in groups: those that have a word in common, in the order in which the words first come. */
export function grouped<T>(list: readonly T[], by: (one: T) => string): [word: string, group: T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return [...groups];
}
