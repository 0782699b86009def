/**
 * Hands on what it gets, which may have nothing but what is wanted: the compiler looks for what is too much in a plain
 * literal only, not in one that spreads another object.
 */
export function exactly<Wanted, Given extends Wanted>(
  given: Given & Record<Exclude<keyof Given, keyof Wanted>, never>,
): Wanted {
  return given;
}
