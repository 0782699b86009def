import { canary, failed, generated, hours, request, says, times, up } from "./host-lines";
import type { RuleCase } from "./rule-case";

/** Who answers and who does not. */
export const livenessCases: RuleCase[] = [
  { what: "an idle host", fires: [] },
  { what: "Ollama down for two minutes", probe: failed(0, 120), fires: ["ollamaDown"] },
  { what: "one answer among failures", probe: [...failed(0, 30), ...up("ollama", 45)], fires: [] },
  {
    what: "3 long requests, nothing generated",
    ollama: [generated(2 * hours), ...times(3, (i) => request(60 + i, 200, 11, "/api/chat"))],
    fires: ["hang"],
  },
  {
    what: "3 long requests, one answer",
    ollama: [generated(90), ...times(3, (i) => request(60 + i, 200, 11, "/api/chat"))],
    fires: [],
  },
  {
    what: "3 long requests at an Ollama that logs no answers",
    ollama: times(3, (i) => request(60 + i, 200, 11, "/api/chat")),
    fires: [],
  },
  {
    what: "3 requests that users broke off",
    ollama: [generated(2 * hours), ...times(3, (i) => request(60 + i, 200, 4, "/api/chat"))],
    fires: [],
  },
  {
    what: "3 long requests that users broke off",
    ollama: [
      generated(2 * hours),
      ...times(3, (i) => request(60 + i, 200, 15, "/api/chat")),
      [70, "slot      release: id  0 | task 4 | stop processing: n_tokens = 378, truncated = 0"],
    ],
    fires: [],
  },
  {
    what: "two dead canaries beside answers",
    probe: [canary(30), canary(330)],
    ollama: [generated(60)],
    fires: [],
  },
  { what: "two dead canaries", probe: [canary(30), canary(330)], fires: ["hang"] },
  { what: "one dead canary", probe: [canary(30), canary(330, 30)], fires: [] },
  {
    what: "a web UI that was down and is no longer asked",
    probe: [...up(), ...times(20, (i) => says(600 + i * 15, { probe: "deepchat", up: 0 }))],
    fires: [],
  },
  {
    what: "a web UI that is down",
    probe: [...up(), ...times(20, (i) => says(i * 15, { probe: "deepchat", up: 0 }))],
    fires: ["webuiDown"],
  },
  {
    what: "3 long requests in vain at an Ollama that logs no answers",
    ollama: times(3, (i) => request(60 + i, i ? 500 : 499, 11, "/v1/messages")),
    fires: ["hang"],
  },
  {
    what: "3 long requests in vain there, and one answer",
    ollama: [...times(3, (i) => request(60 + i, 500, 11, "/api/chat")), request(90, 200, 20, "/api/chat")],
    fires: [],
  },
  {
    what: "2 requests that waited in vain for half an hour each there",
    ollama: [request(60, 500, 1799, "/api/chat"), request(2100, 500, 1799, "/api/chat")],
    fires: ["hang"],
  },
  {
    what: "2 of them, between which somebody got an answer",
    ollama: [
      ...[60, 2100].map((ago) => request(ago, 500, 1799, "/api/chat")),
      request(1500, 200, 3, "/v1/responses"),
    ],
    fires: [],
  },
];
