import type { Entry } from "../once/loki-box";
import { failed, generated, request, times, told, up } from "./host-lines";
import type { RuleCase } from "./rule-case";

const errors = (count: number) => times(count, (i) => request(5 + i, 500));

/** The same, told by HAProxy. */
const proxied = ([ago, , fields]: Entry): Entry => [
  ago,
  'haproxy[8]: 10.0.0.7:5 [22/Nov/2026:10:00:00.655] in in/<NOSRV> 0/-1/-1/-1/100 503 217 - - SC-- 1/1/0/0/0 0/0 "POST /api/chat HTTP/1.1"',
  fields,
];

/** What users get: errors, waiting, refusals. */
export const errorCases: RuleCase[] = [
  { what: "11 errors", webui: errors(11), fires: ["webuiErrors"] },
  { what: "10 errors", webui: errors(10), fires: [] },
  {
    what: "10 errors that two logs tell of",
    webui: told(errors(10), "file/logfmt", "file/uvicorn"),
    fires: [],
  },
  {
    what: "11 errors that two logs tell of",
    webui: told(errors(11), "file/logfmt", "file/uvicorn"),
    fires: ["webuiErrors"],
  },
  {
    what: "20 errors, refused requests and long waits of an old log that has just been found",
    probe: up("ollama", 0, 300),
    webui: times(20, (i) => request(5 + i, 500, 90)),
    ollama: [request(30, 503, 0.1, "/api/chat")],
    fires: [],
  },
  {
    what: "11 errors six minutes after the first up",
    probe: up("ollama", 0, 400),
    webui: errors(11),
    fires: ["webuiErrors"],
  },
  {
    what: "11 errors of a host whose probe has been silent for a minute, and before that for an hour was not",
    probe: up("ollama", 75, 3600),
    webui: errors(11),
    fires: ["webuiErrors"],
  },
  {
    what: "11 errors while Ollama is failing",
    probe: [...failed(0, 30), ...up("ollama", 45)],
    webui: errors(11),
    fires: [],
  },
  {
    what: "11 errors after an outage of two minutes",
    probe: [...up("ollama", 0, 90), ...failed(105, 225), ...up("ollama", 240)],
    webui: times(11, (i) => request(150 + i, 500)),
    fires: [],
  },
  {
    what: "11 errors of an Ollama that comes and goes",
    probe: [
      ...up("ollama", 0, 45),
      ...failed(60, 75),
      ...up("ollama", 90, 120),
      ...failed(135, 150),
      ...up("ollama", 165, 1200),
    ],
    webui: errors(11),
    fires: ["webuiErrors"],
  },
  {
    what: "3 errors of 20",
    webui: [...errors(3), ...times(17, (i) => request(60 + i, 200))],
    fires: ["errorShare"],
  },
  { what: "3 errors of 19", webui: [...errors(3), ...times(16, (i) => request(60 + i, 200))], fires: [] },
  {
    what: "12 errors of 30, six minutes ago: not told again",
    webui: [...times(12, (i) => request(360 + i, 500)), ...times(18, (i) => request(400 + i, 200))],
    fires: [],
  },
  {
    what: "11 errors of an outage too short to be told",
    probe: [...up("ollama", 0, 90), ...failed(105, 180), ...up("ollama", 195, 1200)],
    webui: times(11, (i) => request(150 + i, 500)),
    fires: ["webuiErrors"],
  },
  {
    what: "12 requests, one of them a download of ten minutes",
    ollama: [
      ...times(11, (i) => request(60 + i, 200, 5, "/api/chat")),
      generated(50),
      request(90, 200, 600, "/api/pull"),
    ],
    fires: [],
  },
  {
    what: "12 errors of 30: told once",
    webui: [...errors(12), ...times(18, (i) => request(60 + i, 200))],
    fires: ["webuiErrors"],
  },
  { what: "10 slow requests", webui: times(10, (i) => request(i, 200, 70)), fires: ["latency"] },
  { what: "9 slow requests", webui: times(9, (i) => request(i, 200, 70)), fires: [] },
  { what: "one refused request", ollama: [request(30, 503, 0.1, "/api/chat")], fires: ["queueFull"] },
  {
    what: "20 refused requests of a gateway in the web UI's container",
    container: told(
      times(20, (i) => request(30 + i, 503, 0.1, "/v1/chat/completions")),
      "container/gateway",
    ),
    fires: ["webuiErrors"],
  },
  {
    what: "20 answers of HAProxy's own, for nobody is behind it",
    container: told(
      times(20, (i) => proxied(request(30 + i, 503, 0.1, "/api/chat"))),
      "container/haproxy",
    ),
    fires: ["webuiErrors"],
  },
  {
    what: "one refused request of the Ollama in the web UI's container",
    container: told([request(30, 503, 0.1, "/api/chat")], "container/gin"),
    fires: ["queueFull"],
  },
];
