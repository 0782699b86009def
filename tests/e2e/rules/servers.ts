import { generated, hours, request, says, times } from "./host-lines";
import type { RuleCase } from "./rule-case";

/** What the probe says of a model server, every 15 s of so many seconds. */
const server = (name: string, up: 0 | 1, from = 0, to = 300) =>
  times(Math.floor((to - from) / 15) + 1, (i) =>
    says(from + i * 15, {
      ...{ probe: "server", server: name, kind: "vllm", up },
      down_s: (up === 0 && to - from - i * 15) || undefined,
    }),
  );

/** Model servers beside Ollama, and instead of it. */
export const serverCases: RuleCase[] = [
  { what: "a model server that answers", probe: server("vllm", 1), fires: [] },
  { what: "a model server that is down", probe: server("vllm", 0), fires: ["serverDown"] },
  {
    what: "one of two model servers down",
    probe: [...server("vllm", 0), ...server("sglang", 1)],
    fires: ["serverDown"],
  },
  {
    what: "one answer of a model server among failures",
    probe: [...server("vllm", 0, 0, 30), ...server("vllm", 1, 45)],
    fires: [],
  },
  {
    what: "a model server that was down and is no longer asked",
    probe: server("vllm", 0, 600, 900),
    fires: [],
  },
  {
    what: "errors of the web UI while a model server is down",
    probe: server("vllm", 0),
    webui: times(30, (i) => request(10 + i, 500)),
    fires: ["serverDown"],
  },
  {
    what: "an Ollama that hangs while a model server is down",
    probe: server("vllm", 0, 0, 1200),
    ollama: [generated(2 * hours), ...times(3, (i) => request(60 + i, 200, 11, "/api/chat"))],
    fires: ["serverDown", "hang"],
  },
];
