import { print } from "../shared/output";
import type { Duration } from "../shared/settings";
import { clip, milliseconds, numberOrNone, targetError } from "../shared/text";
import type { Ollama } from "./ollama";
import { TokenStream } from "./token-stream";

/** Enough for tokens per second to mean something, few enough for a slow CPU. */
const TOKENS = 16;

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
