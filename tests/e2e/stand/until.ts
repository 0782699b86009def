type Truthy<T> = Exclude<T, false | 0 | "" | null | undefined>;

/** Asks again until the answer is true-like, and returns it; an error counts as "not yet". Fails with the last one after the limit. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = 60_000,
  everyMs = 250,
): Promise<Truthy<T>> {
  const end = Date.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer as Truthy<T>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(
        `waited ${limitMs / 1000} s in vain: ${what} (last: ${String((last as Error)?.message ?? last)})`,
      );
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
