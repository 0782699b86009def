import { print } from "../shared/output";
import type { Duration } from "../shared/settings";
import { clip, milliseconds, numberOrNone, parseJson, stringOrNone, targetError } from "../shared/text";
import { type Answer, ask, below } from "./http";
import { ServerMetrics } from "./server-metrics";
import type { ServerSettings } from "./settings";

/** Who owns the models that a server lists, and what it is then. */
const kinds: Record<string, string> = {
  vllm: "vllm",
  sglang: "sglang",
  llamacpp: "llama-server",
  xinference: "xinference",
  organization_owner: "lmstudio",
};
/** Those that have no `/health`; LM Studio answers it like any other path, and complains in its log. */
const withoutHealth = ["xinference", "lmstudio"];
/** Those that count what their answers took. */
const withMetrics = ["vllm", "sglang"];

/** Asks a model server that speaks OpenAI's interface whether it lives, and at its start which models it has. */
export class ModelServer {
  private kind?: string;
  /** Names of its models; undefined: to be asked for. */
  private models?: (string | undefined)[];
  private hasHealth = true;
  private readonly metrics: ServerMetrics;

  constructor(
    private readonly server: ServerSettings,
    private readonly timeout: Duration,
  ) {
    if (server.kind !== "auto") this.kind = server.kind;
    this.metrics = new ServerMetrics(server.url, timeout);
  }

  /** What is known of it whatever it answers. */
  get fields(): { probe: string; server: string; kind?: string } {
    return { probe: "server", server: this.server.name, kind: this.kind };
  }

  async probe(): Promise<void> {
    const started = performance.now();
    try {
      const health = await this.health(started);
      const answer = health ?? (await this.list(started));
      // Its log tells of each request: a list that does not change is not asked for again and again.
      if (health && !this.models) await this.list(started).catch(() => undefined);
      const [only, second] = this.models ?? [];
      const took = withMetrics.includes(this.kind ?? "") ? await this.metrics.fields() : {};
      print({
        ...this.fields,
        up: 1,
        status_code: answer.status,
        duration: milliseconds(answer.ms),
        models: numberOrNone(this.models?.length),
        model: second === undefined ? only : undefined,
        ...took,
      });
    } catch (error) {
      // It may come back with others, or as another.
      this.models = undefined;
      this.hasHealth = true;
      this.metrics.forget();
      throw error;
    }
  }

  /** What `/health` says; undefined where there is none. Whoever asks for a key lives. */
  private async health(started: number): Promise<Answer | undefined> {
    if (!this.hasHealth || withoutHealth.includes(this.kind ?? "")) return undefined;
    const answer = await ask(below(this.server.url, "/health"), this.timeout, { started });
    const status = answer.status ?? 0;
    if ([404, 405, 501].includes(status)) {
      this.hasHealth = false;
      return undefined;
    }
    if (status >= 500) throw failed(answer);
    return answer;
  }

  /** Its list of models, which says as well what it is. */
  private async list(started: number): Promise<Answer> {
    const answer = await ask(below(this.server.url, "/v1/models"), this.timeout, { started });
    if ([401, 403].includes(answer.status ?? 0)) {
      this.models = [];
      return answer;
    }
    if (answer.status !== 200) throw failed(answer);
    const list = parseJson<{ data?: unknown } | null>(answer.body)?.data;
    if (!Array.isArray(list)) throw targetError(answer.status, "not JSON with a list of models");
    const models = list as ({ id?: unknown; owned_by?: unknown } | null)[];
    this.models = models.map((model) => stringOrNone(model?.id));
    if (this.server.kind === "auto") this.kind = kinds[String(models[0]?.owned_by)] ?? this.kind;
    return answer;
  }
}

/** llama-server says here that it still loads its model. */
function failed({ status, body }: Answer): Error {
  const said = parseJson<{ error?: { message?: unknown } | string } | null>(body)?.error;
  const text = stringOrNone(typeof said === "string" ? said : said?.message);
  return targetError(status, clip(`HTTP ${status}${text ? `: ${text}` : ""}`));
}
