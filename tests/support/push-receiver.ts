import { isUtf8 } from "node:buffer";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One log line as a collector pushed it. */
export interface Entry {
  labels: Record<string, string>;
  metadata: Record<string, string>;
  /** Nanoseconds since 1970. */
  time: bigint;
  line: string;
}

/** Stands in for Loki's push endpoint: keeps what a collector sends, in the order of arrival. */
export class PushReceiver {
  public readonly entries: Entry[] = [];
  /** Time of the last push in milliseconds since 1970; 0 before the first. */
  public lastPush = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<PushReceiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        receiver.entries.push(...decodePush(unsnappy(Buffer.concat(chunks))));
        receiver.lastPush = Date.now();
        response.writeHead(204).end();
      });
    });
    const receiver = new PushReceiver(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/loki/api/v1/push`;
  }

  /** Resolves when nothing has arrived for `quiet` milliseconds after the first push, and `least` are over. */
  async settled(quiet: number, timeout: number, least = 0): Promise<void> {
    const [earliest, deadline] = [Date.now() + least, Date.now() + timeout];
    while (this.lastPush === 0 || Date.now() - this.lastPush < quiet || Date.now() < earliest) {
      if (Date.now() > deadline)
        throw new Error(
          `the collector sent ${this.entries.length} lines and did not come to rest in ${timeout} ms`,
        );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** logproto.PushRequest: streams{labels, entries{timestamp, line, structured metadata}}. */
function decodePush(body: Buffer): Entry[] {
  return fields(body, 1).flatMap((stream) => {
    const labels = parseLabels(text(stream, 1));
    return fields(stream, 2).map((entry) => ({
      labels,
      metadata: Object.fromEntries(fields(entry, 3).map((pair) => [text(pair, 1), text(pair, 2)])),
      time: timestamp(fields(entry, 1)[0] ?? Buffer.alloc(0)),
      line: text(entry, 2),
    }));
  });
}

/** The wire format of protocol buffers: [field number, value], value a varint or bytes. */
function* wire(message: Buffer): Generator<[number, bigint | Buffer]> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(message[at++] ?? 0);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    if ((key & 7) === 0) yield [key >> 3, varint()];
    else if ((key & 7) === 2) {
      const length = Number(varint());
      yield [key >> 3, message.subarray(at, (at += length))];
    } else throw new Error(`unexpected wire type ${key & 7}`);
  }
}

function fields(message: Buffer, wanted: number): Buffer[] {
  return [...wire(message)].flatMap(([number, value]) =>
    number === wanted && Buffer.isBuffer(value) ? [value] : [],
  );
}

function text(message: Buffer, wanted: number): string {
  const bytes = fields(message, wanted)[0] ?? Buffer.alloc(0);
  // Node would mend what is not UTF-8, and so hide it.
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
}

function timestamp(message: Buffer): bigint {
  const parts = new Map([...wire(message)].map(([number, value]) => [number, value as bigint]));
  return (parts.get(1) ?? 0n) * 1_000_000_000n + (parts.get(2) ?? 0n);
}

/** Labels as Loki writes them: {name="value", other="value"}; values are quoted as in Go. */
function parseLabels(written: string): Record<string, string> {
  const pairs = [...written.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)];
  return Object.fromEntries(pairs.map(([, name = "", value]) => [name, JSON.parse(value ?? '""') as string]));
}

/** Snappy's block format: literals, and copies of what was already written. */
function unsnappy(input: Buffer): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = input[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const output = Buffer.alloc(length);
  let to = 0;
  while (at < input.length) {
    const tag = input[at++] ?? 0;
    if ((tag & 3) === 0) {
      let size = (tag >> 2) + 1;
      if (size > 60) {
        const bytes = size - 60;
        size = input.readUIntLE(at, bytes) + 1;
        at += bytes;
      }
      input.copy(output, to, at, at + size);
      at += size;
      to += size;
      continue;
    }
    const width = tag & 3;
    const size = width === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset =
      width === 1 ? ((tag >> 5) << 8) | (input[at] ?? 0) : input.readUIntLE(at, width === 2 ? 2 : 4);
    at += width === 1 ? 1 : width === 2 ? 2 : 4;
    // Byte by byte: a copy may overlap what it writes.
    for (let i = 0; i < size; i++, to++) output[to] = output[to - offset] ?? 0;
  }
  return output;
}
