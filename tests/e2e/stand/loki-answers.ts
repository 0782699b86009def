/** A line with its labels and structured metadata, or a series with its value. */
export interface LokiEntry {
  labels: Record<string, string>;
  value: string;
}

interface Answer {
  data: {
    result: {
      stream?: Record<string, string>;
      metric?: Record<string, string>;
      values?: [string, string][];
      value?: [number, string];
    }[];
  };
}

/** Asks the Loki at an address: lines of the last quarter of an hour, or a number for now; one entry a line or series. */
export async function askLoki(url: string, query: string): Promise<LokiEntry[]> {
  const parameters = new URLSearchParams({ query, limit: "5000", since: "15m" });
  const instant = !query.startsWith("{");
  const response = await fetch(`${url}/loki/api/v1/${instant ? "query" : "query_range"}?${parameters}`);
  if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as Answer;
  return data.result.flatMap(({ stream, metric, values, value }) =>
    (values ?? [value ?? [0, ""]]).map(([, text]) => ({ labels: stream ?? metric ?? {}, value: text })),
  );
}
