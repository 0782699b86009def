import type { Ollama } from "./ollama";
import { print } from "./output";
import type { Duration } from "./settings";
import { clip, milliseconds, numberOrNone, parseJson, stringOrNone, targetError } from "./text";

/** Enough for tokens per second to mean something, few enough for a slow CPU. */
const TOKENS = 16;

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

/** Lets a model generate a few tokens and says how fast it was. */
export class Canary {
  constructor(
    private readonly ollama: Ollama,
    private readonly model: string,
    private readonly timeout: Duration,
  ) {}

  async probe(): Promise<void> {
    const stream = new TokenStream();
    // Asking a loaded model with another context length would make Ollama load it anew.
    const options = { num_predict: TOKENS, num_ctx: this.ollama.contextLength(this.model) };
    // raw: no template, no system prompt, and no parser that holds back the first tokens
    const payload = { model: this.model, prompt: "Hello", raw: true, options };
    const onText = (chunk: string, ms: number) => stream.read(chunk, ms);
    const answer = await this.ollama.ask("/api/generate", this.timeout, { payload, onText });
    stream.read("\n", answer.ms);
    const { firstToken, last } = stream;
    if (!last) {
      const when = firstToken ? "before it was done" : "without a token";
      throw targetError(answer.status, `stream ended ${when}`);
    }
    const { eval_count: tokens, eval_duration: spent = NaN, load_duration: load = 0 } = last;
    if (!firstToken && !tokens) throw targetError(answer.status, "no token generated");
    const speed = (tokens ?? NaN) / (spent / 1e9);
    print({
      probe: "canary",
      model: clip(this.model),
      up: 1,
      status_code: 200,
      ttft: milliseconds(firstToken ?? answer.ms),
      load: load > 0 ? milliseconds(load / 1e6) : undefined,
      tokens: numberOrNone(tokens),
      tokens_per_second: numberOrNone(Math.round(speed * 10) / 10),
    });
  }
}

/** What a stream of JSON lines has said so far. */
class TokenStream {
  /** Milliseconds to the first token. */
  firstToken?: number;
  /** The line that ends it. */
  last?: Part;
  private rest = "";

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
