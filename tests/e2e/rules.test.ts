import { type Rule, rules } from "../../components/observability/alerts/rules";
import { uids } from "../../components/shared/naming";
import { describeE2E, hasEngine } from "../support/engine";
import { ruleSettings } from "../support/rules";
import { type Entry, LokiBox } from "./once/loki-box";

/** Each rule asked by a real Loki about lines that are known: when it fires, and when it must not. A case is a host. */

const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
/** The probe's lines; the last minutes of a well host unless told otherwise. */
const says = (ago: number, fields: object): Entry => [ago, JSON.stringify(fields)];
const up = (target = "ollama", from = 0, to = 1200) =>
  times(Math.floor((to - from) / 15) + 1, (i) => says(from + i * 15, { probe: target, up: 1 }));
const failed = (from: number, to: number) =>
  times(Math.floor((to - from) / 15) + 1, (i) =>
    says(from + i * 15, { probe: "ollama", up: 0, down_s: to - from - i * 15 || undefined }),
  );
const request = (ago: number, status: number, seconds = 1, path = "/chat"): Entry => [
  ago,
  // Whichever side it is put on: the web UI's file is read as a whole, Ollama's only where GIN speaks.
  `[GIN] method=POST path=${path}`,
  { status_code: String(status), duration: `${seconds}s`, method: "POST", path },
];
const generated = (ago: number, speed = 30): Entry => [
  ago,
  "eval time = 20 tokens",
  { eval_tokens: "20", tokens_per_second: String(speed) },
];
const event = (ago: number, name: string): Entry => [ago, `source=sched.go:1 msg="${name}"`, { event: name }];
const seen = (ago: number): Entry => [
  ago,
  "[GIN] probe",
  { status_code: "200", method: "GET", path: "/api/version" },
];
const model = (ago: number, share: number, name = "llama3:8b") =>
  says(ago, { probe: "model", model: name, size: 1, gpu_share: share });
const canary = (ago: number, speed?: number) =>
  says(ago, { probe: "canary", model: "m", up: speed ? 1 : 0, tokens_per_second: speed });

/** What a host wrote, and which rules must fire about it. */
interface Case {
  what: string;
  probe?: Entry[];
  webui?: Entry[];
  ollama?: Entry[];
  /** What the monitoring itself wrote. */
  stack?: Entry[];
  fires: (keyof typeof uids.rules)[];
}

const relay = (ago: number, outcome: string, receiver = "receivers[0]"): Entry =>
  says(ago, { level: "warn", relay: outcome, receiver, type: "wecom", code: 45009, said: "45009 too often" });
const unsent = (...failed: number[]) =>
  failed.map((count, i) => says(30 + i * 30, { probe: "grafana", up: 1, failed: count }));

const errors = (count: number) => times(count, (i) => request(5 + i, 500));
/** The same lines once for each form, as several places tell of the same. */
const told = (entries: Entry[], ...forms: string[]): Entry[] =>
  forms.flatMap((form) => entries.map(([ago, line, fields]): Entry => [ago, line, { ...fields, form }]));
const loads = (count: number) =>
  told(
    times(count, (i) => event(30 + i, "model_loaded")),
    "journal/event",
    "file/event",
  );
const hours = 3600;
const cases: Case[] = [
  { what: "an idle host", fires: [] },
  { what: "Ollama down for two minutes", probe: failed(0, 120), fires: ["ollamaDown"] },
  { what: "one answer among failures", probe: [...failed(0, 30), ...up("ollama", 45)], fires: [] },
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
  { what: "4 loads that the journal and a file tell of", ollama: loads(4), fires: [] },
  { what: "7 loads that the journal and a file tell of", ollama: loads(7), fires: ["modelReloads"] },
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
  { what: "one refused request", ollama: [request(30, 503, 0.1, "/api/chat")], fires: ["queueFull"] },
  { what: "a failed load", ollama: [event(30, "load_failed")], fires: ["loadFailed"] },
  { what: "a dead runner", ollama: [event(30, "runner_terminated")], fires: ["runnerDied"] },
  {
    what: "a failed load, and the runner that ended with it",
    ollama: [event(31, "runner_terminated"), event(30, "load_failed")],
    fires: ["loadFailed"],
  },
  { what: "out of memory", ollama: [event(30, "out_of_memory")], fires: ["runnerDied"] },
  { what: "7 loads", ollama: times(7, (i) => event(30 + i, "model_loaded")), fires: ["modelReloads"] },
  { what: "6 loads", ollama: times(6, (i) => event(30 + i, "model_loaded")), fires: [] },
  {
    what: "a model partly on the CPU, before not",
    probe: [model(5, 0.6), model(2 * hours, 1)],
    fires: ["modelOnCpu"],
  },
  { what: "a model that never fitted", probe: [model(5, 0.6), model(2 * hours, 0.6)], fires: [] },
  { what: "a host without a GPU", probe: [model(5, 0), model(2 * hours, 0)], fires: [] },
  {
    what: "a third of the speed",
    probe: [model(5, 1)],
    ollama: [...times(5, (i) => generated(30 + i, 10)), ...times(20, (i) => generated(2 * hours + i, 30))],
    fires: ["slowGeneration"],
  },
  {
    what: "a third of the speed, but two models",
    probe: [model(5, 1), model(hours, 1, "small")],
    ollama: [...times(5, (i) => generated(30 + i, 10)), ...times(20, (i) => generated(2 * hours + i, 30))],
    fires: [],
  },
  {
    what: "a third of the speed in four answers",
    probe: [model(5, 1)],
    ollama: [...times(4, (i) => generated(30 + i, 10)), ...times(20, (i) => generated(2 * hours + i, 30))],
    fires: [],
  },
  {
    what: "a canary at a third of its speed",
    probe: [canary(30, 10), ...times(10, (i) => canary(2 * hours + i * 300, 30))],
    fires: ["slowGeneration"],
  },
  {
    what: "a source that fell silent",
    ollama: times(40, (i) => seen(hours + i * 15)),
    fires: ["sourceSilent"],
  },
  { what: "a source seen too seldom", ollama: times(39, (i) => seen(hours + i * 15)), fires: [] },
  { what: "a source that speaks", ollama: times(40, (i) => seen(i * 15)), fires: [] },
  {
    what: "a source that is silent because no probe asks",
    probe: up("ollama", 660, 3600),
    ollama: times(40, (i) => seen(hours + i * 15)),
    fires: ["hostSilent"],
  },
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
    what: "a source that is silent because Ollama is down",
    probe: failed(0, 1200),
    ollama: times(40, (i) => seen(hours + i * 15)),
    fires: ["ollamaDown"],
  },
  { what: "refused lines", probe: [says(30, { probe: "loki", up: 1, rejected: 5 })], fires: ["linesLost"] },
  { what: "no refused line", probe: [says(30, { probe: "loki", up: 1, rejected: 0 })], fires: [] },
  { what: "a message refused for good", stack: [relay(30, "refused")], fires: ["undelivered"] },
  { what: "a message given up", stack: [relay(30, "lost")], fires: ["undelivered"] },
  {
    what: "messages delayed for a minute",
    stack: [relay(30, "delayed"), relay(60, "delayed")],
    probe: unsent(2, 1, 2, 1),
    fires: [],
  },
  {
    what: "messages delayed for two minutes",
    stack: [relay(30, "delayed"), relay(60, "delayed")],
    probe: unsent(1, 1, 1, 1, 1),
    fires: ["undelivered"],
  },
  { what: "mails that failed for a minute", probe: unsent(2, 3, 2, 1, 0), fires: [] },
  {
    what: "mails that failed now and then",
    probe: unsent(1, 0, 1, 0, 0, 1, 0, 1, 1),
    fires: ["undelivered"],
  },
  {
    what: "complaints of the monitoring that are about no message",
    stack: [
      [30, "level=warn msg=relay"],
      [31, 'level=error msg="{"relay":"x"}"'],
    ],
    fires: [],
  },
  {
    what: "14 % free",
    probe: [says(30, { probe: "loki", up: 1, disk_free_share: 0.14 })],
    fires: ["diskFull"],
  },
  { what: "16 % free", probe: [says(30, { probe: "loki", up: 1, disk_free_share: 0.16 })], fires: [] },
  { what: "a host unheard for half an hour", probe: up("ollama", 1800, 3600), fires: ["hostSilent"] },
];

describeE2E("rules, asked by Loki", hasEngine(), () => {
  let loki: LokiBox;
  let all: Rule[];
  let firing: { uid: string; host?: string }[];
  const host = (what: string) => what.replace(/[^\w]+/g, "-");

  beforeAll(async () => {
    loki = await LokiBox.start();
    all = rules(await ruleSettings({}, { canary: { interval: 300, timeout: 60 } }));
  }, 60_000);
  afterAll(() => loki?.dispose());

  async function ask() {
    const answers = await Promise.all(
      all.map(async ({ uid, expr, condition: { is, value } }) =>
        (await loki.ask(expr))
          .filter((series) => (is === "above" ? series.value > value : series.value < value))
          .map(({ metric }) => ({ uid, host: metric.host })),
      ),
    );
    return answers.flat();
  }

  it("finds the monitoring blind in an empty Loki, and nothing else wrong", async () => {
    expect(await ask()).toEqual([{ uid: uids.rules.blind, host: undefined }]);
  }, 60_000);

  it("takes the lines", async () => {
    for (const { what, probe = [], webui = [], ollama = [], stack = [] } of cases) {
      const labels = (job: string) => ({ job, host: host(what) });
      // Every host answers its probe, but where the case is about that.
      const well = probe.some(([, line]) => line.includes('"ollama"')) ? [] : up();
      await loki.push(labels("probe"), [...probe, ...well]);
      if (webui.length > 0) await loki.push(labels("deepchat-webui"), webui);
      if (ollama.length > 0) await loki.push(labels("ollama-service"), ollama);
      if (stack.length > 0) await loki.push(labels("stack"), stack);
    }
    firing = await ask();
  }, 120_000);

  it.each(cases)("$what: $fires", ({ what, fires }) => {
    const found = firing.filter((each) => each.host === host(what)).map(({ uid }) => uid);
    expect(found.sort()).toEqual(fires.map((key) => uids.rules[key]).sort());
  });

  it("has a case for every rule", () => {
    const keys = new Set([...cases.flatMap(({ fires }) => fires), "blind", "webuiDown"]);
    expect([...keys].sort()).toEqual(Object.keys(uids.rules).sort());
  });
});
