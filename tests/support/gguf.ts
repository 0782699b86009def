/**
 * A made-up language model in GGUF: two layers of random weights that say letters. It says nothing sensible, but
 * Ollama loads it and generates tokens with it, so its logs and its API are the real ones. About 1 MB.
 */
export function tinyModel(name: string): Buffer {
  const width = 64;
  const layers = 2;
  const inner = 128;
  const heads = 4;
  const bytesOnly = Array.from(
    { length: 256 },
    (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const letters = [..."abcdefghijklmnopqrstuvwxyz"].flatMap((letter) => [letter, `\u2581${letter}`]);
  const special = ["<unk>", "<s>", "</s>"];
  const tokens = [...special, ...bytesOnly, ...letters];
  const types = [2, 3, 3, ...bytesOnly.map(() => 6), ...letters.map(() => 1)];

  const metadata = [
    pair("general.architecture", text("llama")),
    pair("general.name", text(name)),
    pair("llama.context_length", uint32(512)),
    pair("llama.embedding_length", uint32(width)),
    pair("llama.block_count", uint32(layers)),
    pair("llama.feed_forward_length", uint32(inner)),
    pair("llama.rope.dimension_count", uint32(width / heads)),
    pair("llama.attention.head_count", uint32(heads)),
    pair("llama.attention.head_count_kv", uint32(heads)),
    pair("llama.attention.layer_norm_rms_epsilon", float32(1e-5)),
    pair("tokenizer.ggml.model", text("llama")),
    pair("tokenizer.ggml.tokens", list(8, tokens.map(bytes))),
    pair(
      "tokenizer.ggml.scores",
      list(
        6,
        tokens.map(() => number(0, "float")),
      ),
    ),
    pair(
      "tokenizer.ggml.token_type",
      list(
        5,
        types.map((type) => number(type, "int")),
      ),
    ),
    pair("tokenizer.ggml.bos_token_id", uint32(1)),
    pair("tokenizer.ggml.eos_token_id", uint32(2)),
    pair("tokenizer.ggml.unknown_token_id", uint32(0)),
  ];

  const random = generator(7 + name.length);
  const matrix = (rows: number, columns: number) => ({
    shape: [rows, columns],
    data: floats(rows * columns, () => (4 * random()) / Math.sqrt(rows)),
  });
  // Zero for all but letters: a lone byte would be no valid text, and an end would come at random.
  const output = matrix(width, tokens.length);
  output.data.fill(0, 0, 4 * width * (tokens.length - letters.length));
  const norm = () => ({ shape: [width], data: floats(width, () => 1) });
  const tensors = Object.entries({
    "token_embd.weight": matrix(width, tokens.length),
    "output_norm.weight": norm(),
    "output.weight": output,
    ...Object.assign(
      {},
      ...Array.from({ length: layers }, (_, layer) =>
        Object.fromEntries(
          Object.entries({
            attn_norm: norm(),
            attn_q: matrix(width, width),
            attn_k: matrix(width, width),
            attn_v: matrix(width, width),
            attn_output: matrix(width, width),
            ffn_norm: norm(),
            ffn_gate: matrix(width, inner),
            ffn_up: matrix(width, inner),
            ffn_down: matrix(inner, width),
          }).map(([part, tensor]) => [`blk.${layer}.${part}.weight`, tensor]),
        ),
      ),
    ),
  } as Record<string, { shape: number[]; data: Buffer }>);

  let offset = 0;
  const directory = tensors.map(([tensor, { shape, data }]) => {
    const entry = Buffer.concat([
      bytes(tensor),
      number(shape.length, "int"),
      ...shape.map(long),
      number(0, "int"),
      long(offset),
    ]);
    offset += data.length + padding(data.length);
    return entry;
  });
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    number(3, "int"),
    long(tensors.length),
    long(metadata.length),
    ...metadata,
    ...directory,
  ]);
  const body = tensors.flatMap(([, { data }]) => [data, Buffer.alloc(padding(data.length))]);
  return Buffer.concat([header, Buffer.alloc(padding(header.length)), ...body]);
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * 0.5;
  };
}

const padding = (length: number) => -length & 31;

function number(value: number, kind: "int" | "float"): Buffer {
  const buffer = Buffer.alloc(4);
  if (kind === "int") buffer.writeUInt32LE(value);
  else buffer.writeFloatLE(value);
  return buffer;
}

function long(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}

function floats(count: number, next: () => number): Buffer {
  return Buffer.from(Float32Array.from({ length: count }, next).buffer);
}

const bytes = (value: string) => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)]);
const pair = (key: string, value: Buffer) => Buffer.concat([bytes(key), value]);
const uint32 = (value: number) => Buffer.concat([number(4, "int"), number(value, "int")]);
const float32 = (value: number) => Buffer.concat([number(6, "int"), number(value, "float")]);
const text = (value: string) => Buffer.concat([number(8, "int"), bytes(value)]);
const list = (type: number, values: Buffer[]) =>
  Buffer.concat([number(9, "int"), number(type, "int"), long(values.length), ...values]);
