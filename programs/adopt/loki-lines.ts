import fs from "node:fs";
import readline from "node:readline";

type Labels = Record<string, string>;
type Line = [nanoseconds: string, text: string];

/** Lines of one stream, as Loki takes them. */
interface Row {
  stream: Labels;
  values: Line[];
}

/** What a stream has, asked of one Loki and then of another. */
export interface Answer {
  selector: string;
  /** Lines of it within the window. */
  count: number;
  /** Its last one. */
  newest?: Line;
}

/** The Loki whose network this program shares. */
const loki = "http://127.0.0.1:3100";
/** Lines in one answer; halved where they are too long for that. */
const PAGE = 5000;
/** Characters that are sent at once, and not many more. */
const PUSH = 4_000_000;
const NANO = 1_000_000n;
const HOUR = 3_600_000;
/** So many streams are asked for at most. */
const STREAMS = 200;

/** Streams that have lines since a time, in milliseconds. */
async function streams(since: number): Promise<Labels[]> {
  const span = { start: nano(since), end: nano(Date.now() + HOUR) };
  const found = new Map<string, Labels>();
  // Loki refuses a question that any stream could answer: every stream has at least one of the labels.
  for (const name of (await ask<string[] | undefined>("labels", span)) ?? [])
    for (const labels of await ask<Labels[]>("series", { ...span, match: `{${name}!=""}` }))
      found.set(selectorOf(labels), labels);
  return [...found.values()];
}

/** Writes every line since a time into a file, a page a row. @returns how many lines */
export async function exportLines(since: number, file: string): Promise<number> {
  const out = fs.createWriteStream(file);
  let count = 0;
  for (const labels of await streams(since))
    for await (const page of pages(labels, since))
      for (const values of parts(page)) {
        count += values.length;
        if (!out.write(`${JSON.stringify({ stream: labels, values } satisfies Row)}\n`))
          await new Promise<void>((resolve) => out.once("drain", () => resolve()));
      }
  await new Promise<void>((resolve) => out.end(() => resolve()));
  return count;
}

/** A page in parts that Loki takes at once. */
function* parts(page: Line[]): Generator<Line[]> {
  let part: Line[] = [];
  let size = 0;
  for (const line of page) {
    if (size > PUSH) {
      yield part;
      [part, size] = [[], 0];
    }
    part.push(line);
    size += line[1].length;
  }
  yield part;
}

/** A stream's lines from a time on, oldest first. Several may be of one nanosecond: the last one of a page is asked for again. */
async function* pages(labels: Labels, since: number): AsyncGenerator<Line[]> {
  let start = nano(since);
  let seen: string[] = [];
  let limit = PAGE;
  for (;;) {
    const end = nano(Date.now() + HOUR);
    const parameters = { query: selectorOf(labels), direction: "forward", limit: String(limit), start, end };
    let page: Row[];
    try {
      page = (await ask<{ result: Row[] }>("query_range", parameters)).result;
    } catch (error) {
      if (limit === 1) throw error;
      limit = Math.ceil(limit / 2);
      continue;
    }
    // Streams with more labels are selected, too: they fill the page, and are not this stream.
    const whole = page.flatMap((row) => row.values);
    const all = page
      .filter(({ stream }) => selectorOf(stream) === selectorOf(labels))
      .flatMap((row) => row.values);
    const fresh = all.filter(([at, text]) => at !== start || !seen.includes(text));
    if (fresh.length > 0) yield fresh;
    if (whole.length < limit) return;
    const last = whole.reduce((latest, [at]) => (BigInt(at) > BigInt(latest) ? at : latest), start);
    // More lines of one nanosecond than a page holds.
    if (last === start) limit *= 2;
    seen = all.filter(([at]) => at === last).map(([, text]) => text);
    start = last;
  }
}

/** Sends what was exported. @returns how many lines were taken */
export async function importLines(file: string): Promise<number> {
  let count = 0;
  for await (const text of readline.createInterface({ input: fs.createReadStream(file) })) {
    await push(text);
    count += (JSON.parse(text) as Row).values.length;
  }
  return count;
}

async function push(row: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${loki}/loki/api/v1/push`, {
    method: "POST",
    headers,
    body: `{"streams":[${row}]}`,
  });
  if (response.status !== 204)
    throw new Error(
      `Loki does not take the lines of this day: ${(await response.text()).trim().slice(0, 300)}`,
    );
}

/** Selects each of the streams since a time (ms), and nothing of ours, whose streams all have a host; not more than can be asked for. */
export async function ownSelectors(since: number): Promise<string[]> {
  const all = await streams(since);
  return all
    .slice(0, STREAMS)
    .map((labels) => selectorOf("host" in labels ? labels : { ...labels, host: "" }));
}

/** Asks of each of these selectors how many lines there are within a window, and for the last one; times in seconds. */
export async function answers(selectors: string[], end: number, window: number): Promise<Answer[]> {
  const found: Answer[] = [];
  for (const selector of selectors) {
    const query = `sum(count_over_time(${selector}[${window}s]))`;
    const { result } = await ask<{ result: { value: [number, string] }[] }>("query", {
      query,
      time: String(end),
    });
    const last = { query: selector, direction: "backward", limit: "1" };
    const range = { start: nano((end - window) * 1000), end: nano(end * 1000) };
    const rows = (await ask<{ result: Row[] }>("query_range", { ...last, ...range })).result;
    found.push({ selector, count: Number(result[0]?.value[1] ?? 0), newest: rows[0]?.values[0] });
  }
  return found;
}

/** Selects a stream by all its labels. */
function selectorOf(labels: Labels): string {
  const names = Object.keys(labels).sort();
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(",")}}`;
}

async function ask<T>(what: string, parameters: Record<string, string>): Promise<T> {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [
      name === "match" ? "match[]" : name,
      value,
    ]),
  );
  const response = await fetch(`${loki}/loki/api/v1/${what}?${query.toString()}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`Loki answers ${response.status}: ${text.trim().slice(0, 300)}`);
  return (JSON.parse(text) as { data: T }).data;
}

function nano(milliseconds: number): string {
  return String(BigInt(Math.floor(milliseconds)) * NANO);
}
