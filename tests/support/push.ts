/** A stream of lines, each with its nanosecond since 1970, its text and its structured metadata. */
export interface PushedStream {
  stream: Record<string, string>;
  values: [time: string, line: string, metadata: Record<string, string>][];
}

/**
 * Pushes lines to a Loki, as the collector does.
 *
 * @param loki its address
 * @throws Error with Loki's answer, where it takes them not
 */
export async function push(loki: string, streams: readonly PushedStream[]): Promise<void> {
  const filled = streams.filter(({ values }) => values.length > 0);
  if (filled.length === 0) return;
  const response = await fetch(`${loki}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams: filled }),
  });
  if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
}
