import type { Format } from "./generated-formats";

const pythonTraceback: Format = (random, id) => ({
  side: "webui",
  lines: [
    `ERROR:app:failed ${id}`,
    "Traceback (most recent call last):",
    `  File "/app/${id}.py", line ${random.whole(1, 99)}, in f`,
    `    g("${id}")`,
    random.pick([`ValueError: ${id}`, `httpx.ConnectTimeout: ${id}`]),
  ],
  fields: { level: "error" },
});

const nodeStack: Format = (random, id) => ({
  side: "webui",
  lines: [
    `TypeError: fetch failed ${id}`,
    `    at f (/app/${id}.js:${random.whole(1, 9)}:3)`,
    `    at g (/app/${id}.js:2:2)`,
  ],
  fields: { level: "error" },
});

const goPanic: Format = (random, id) => ({
  side: "ollama",
  lines: [
    `panic: ${id}`,
    `goroutine ${random.whole(1, 99)} [running]:`,
    `main.f(0x${id})`,
    `\t/src/${id}.go:12 +0x4b`,
  ],
  fields: { level: "fatal", event: "runner_terminated" },
});

const assertion: Format = (random, id) => ({
  side: "ollama",
  lines: [
    `/src/${id}.cu:${random.whole(1, 999)}: GGML_ASSERT(x) failed`,
    `/usr/bin/ollama(+0x${id})[0x564b53ecac21]`,
    `/usr/lib/libggml.so(ggml_abort+0x${id})[0x564b53ecac22]`,
  ],
  fields: { level: "fatal", event: "runner_terminated" },
});

const printedObject: Format = (random, id) => ({
  side: "webui",
  lines: [
    `Route: ${id} BizError: {`,
    `  error: { message: 'fetch failed ${random.whole(1, 9)}' },`,
    `  ${id}: 1`,
    "}",
  ],
  fields: { level: "error" },
});

/** What is written over several lines and is one entry: stacks, back-traces, printed objects. */
export const stacks: Record<string, Format> = {
  pythonTraceback,
  nodeStack,
  goPanic,
  assertion,
  printedObject,
};
