import { print } from "../shared/output";
import type { Duration } from "../shared/settings";
import {
  milliseconds,
  numberOrNone,
  parseJson,
  stringOrNone,
  type TargetError,
  targetError,
} from "../shared/text";
import { type Answer, ask, below, type RequestOptions } from "./http";
import { readMetrics } from "./metrics";

const MAX_MODELS = 50;

/** A model of /api/ps; no field is certain. */
interface LoadedModel {
  name?: unknown;
  model?: unknown;
  size?: number;
  size_vram?: number;
  context_length?: unknown;
  expires_at?: string;
  details?: { parameter_size?: unknown; quantization_level?: unknown };
}

/** Asks Ollama whether it lives, which models are loaded, and how many requests wait. */
export class Ollama {
  /** Whether it may have metrics (OLLAMA_METRICS): an answer without them is believed until it was away. */
  private metrics: "unknown" | "maybe" | "none" = "unknown";
  private readonly contextLengths = new Map<string, number | undefined>();

  constructor(
    private readonly url: URL,
    private readonly timeout: Duration,
  ) {}

  /** One request to its API; what is not a whole answer with status 200 is an error. */
  async ask(path: string, limit = this.timeout, options?: RequestOptions): Promise<Answer> {
    const answer = await ask(below(this.url, path), limit, options);
    if (!answer.whole) throw targetError(answer.status, "answer larger than 128 KiB");
    if (answer.status === 200) return answer;
    const said = stringOrNone(parseJson<{ error?: unknown } | null>(answer.body)?.error);
    throw targetError(answer.status, `HTTP ${answer.status}${said ? `: ${said}` : ""}`);
  }

  async probeVersion(): Promise<void> {
    const answer = await this.ask("/api/version").catch((error: Error) => {
      // It may come back with another environment.
      this.metrics = "unknown";
      throw error;
    });
    const version = stringOrNone(parseJson<{ version?: unknown } | null>(answer.body)?.version);
    if (!version) throw targetError(answer.status, "not JSON with a version");
    if (this.metrics === "unknown") this.metrics = "maybe";
    print({ probe: "ollama", up: 1, status_code: 200, duration: milliseconds(answer.ms), version });
  }

  /** Its true queue, where it tells: nothing is said of one that does not, and of one that does not answer at all. */
  async probeQueue(): Promise<void> {
    if (this.metrics !== "maybe") return;
    const wanted = { waiting: ["ollama_requests_queued"], capacity: ["ollama_queue_capacity"] };
    const read = await readMetrics(this.url, this.timeout, wanted).catch((error: TargetError) => {
      if (!error.status_code) throw error;
    });
    if (!read?.found.has("waiting")) {
      this.metrics = "none";
      return;
    }
    const { waiting, capacity } = read.sums;
    print({ probe: "queue", waiting, capacity: read.found.has("capacity") ? capacity : undefined });
  }

  async probeModels(): Promise<void> {
    const answer = await this.ask("/api/ps");
    const models = parseJson<{ models?: unknown } | null>(answer.body)?.models;
    if (!Array.isArray(models)) throw targetError(answer.status, "not JSON with a list of models");
    const lines = models.slice(0, MAX_MODELS).map(modelLine);
    this.contextLengths.clear();
    for (const line of lines) this.contextLengths.set(line.model, line.context_length);
    const omitted = models.length - lines.length || undefined;
    // Lines of Ollama's about a request name no model: with only one loaded, it is that one.
    const only = models.length === 1 ? lines[0]?.model : undefined;
    print({ probe: "models", loaded: models.length, model: only, omitted }, ...lines);
  }

  /** The context length a model was loaded with; undefined if it was not loaded when last asked. */
  contextLength(model: string): number | undefined {
    return this.contextLengths.get(model) ?? this.contextLengths.get(`${model}:latest`);
  }
}

function modelLine(model: LoadedModel | null) {
  const { size = NaN, size_vram = NaN, expires_at } = model ?? {};
  return {
    probe: "model",
    model: stringOrNone(model?.name) ?? stringOrNone(model?.model) ?? "unknown",
    size: numberOrNone(model?.size),
    size_vram: numberOrNone(model?.size_vram),
    // Of a model on a host without a GPU nothing is in GPU memory: 0, as Ollama says.
    gpu_share: numberOrNone(Math.round((size_vram / size) * 1000) / 1000),
    context_length: numberOrNone(model?.context_length),
    expires_at: stringOrNone(expires_at),
    // The same as a number, for panels; a model kept for ever expires in centuries.
    expires_in_s: numberOrNone(Math.max(0, Math.round((Date.parse(expires_at ?? "") - Date.now()) / 1000))),
    parameter_size: stringOrNone(model?.details?.parameter_size),
    quantization: stringOrNone(model?.details?.quantization_level),
  };
}
