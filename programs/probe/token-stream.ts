import { parseJson, stringOrNone, targetError } from "../shared/text";

/** One line of the stream of /api/generate. */
interface Part {
  error?: unknown;
  response?: string;
  thinking?: string;
  done?: boolean;
  eval_count?: number;
  eval_duration?: number;
  load_duration?: number;
}

/** What the answer of /api/generate, a stream of JSON lines, has said so far. */
export class TokenStream {
  /** Milliseconds to the first token. */
  firstToken?: number;
  /** The line that ends it. */
  last?: Part;
  private rest = "";

  /**
   * Takes the next piece of the answer, which may end in the middle of a line.
   *
   * @param ms milliseconds since the request
   * @throws the target's error, for a line that tells one or is not JSON
   */
  read(chunk: string, ms: number): void {
    const lines = (this.rest + chunk).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines.filter(Boolean)) {
      const part = parseJson<Part | null>(line);
      if (!part || part.error) throw targetError(200, stringOrNone(part?.error) ?? "not JSON");
      if (part.response || part.thinking) this.firstToken ??= ms;
      if (part.done) this.last = part;
    }
  }
}
