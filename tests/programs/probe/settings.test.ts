import { type Env, Probe, stopAll } from "../../support/probe";

jest.setTimeout(25_000);

afterEach(stopAll);

describe("a wrong setting ends the start with one sentence and exit code 64:", () => {
  const good = { OLLAMA_URL: "http://127.0.0.1:11434", DEEPCHAT_URL: "http://127.0.0.1:8080" };
  const cases: [Env, string][] = [
    [
      { OLLAMA_URL: "", DEEPCHAT_URL: " " },
      "OLLAMA_URL, DEEPCHAT_URL and MODEL_SERVERS are all empty; give at least one to ask.",
    ],
    [{ MODEL_SERVERS: "http://a" }, "MODEL_SERVERS is no list; use JSON such as"],
    [{ MODEL_SERVERS: '[{"url":"http://a"}]' }, "MODEL_SERVERS[0] has no name; give both."],
    [{ MODEL_SERVERS: '[{"name":"a"}]' }, "MODEL_SERVERS[0] has no url; give both."],
    [
      { MODEL_SERVERS: '[{"name":"a","url":"a:8000"}]' },
      'MODEL_SERVERS[0].url is "a:8000"; use a URL such as http://',
    ],
    [{ OLLAMA_URL: "127.0.0.1:11434" }, 'OLLAMA_URL is "127.0.0.1:11434"; use a URL such as http://'],
    [{ DEEPCHAT_URL: "ftp://x/" }, 'DEEPCHAT_URL is "ftp://x/"; use a URL such as http://'],
    [{ DEEPCHAT_URL: "htp://bob:hunter2@x/" }, 'DEEPCHAT_URL is "...@x/"; use a URL such as http://'],
    [{ PROBE_INTERVAL: "15" }, 'PROBE_INTERVAL is "15"; use a duration from 10ms to 24h, such as 15s.'],
    [{ PROBE_INTERVAL: "1 minute" }, 'PROBE_INTERVAL is "1 minute"; use a duration'],
    [{ PROBE_INTERVAL: "-5s" }, 'PROBE_INTERVAL is "-5s"; use a duration'],
    [{ PROBE_INTERVAL: "9ms" }, 'PROBE_INTERVAL is "9ms"; use a duration'],
    [{ PROBE_INTERVAL: "600h" }, 'PROBE_INTERVAL is "600h"; use a duration'],
    [{ PROBE_TIMEOUT: "soon" }, 'PROBE_TIMEOUT is "soon"; use a duration from 10ms to 24h, such as 5s.'],
    [{ PROBE_TIMEOUT: "15s" }, "PROBE_TIMEOUT (15s) must be shorter than PROBE_INTERVAL (15s)."],
    [
      { PROBE_INTERVAL: "1.5s", PROBE_TIMEOUT: "1m1s" },
      "PROBE_TIMEOUT (1m1s) must be shorter than PROBE_INTERVAL (1.5s).",
    ],
    [{ CANARY_TIMEOUT: "6m" }, "CANARY_TIMEOUT (6m) must be shorter than CANARY_INTERVAL (5m)."],
    [{ CANARY_MODEL: "tiny", OLLAMA_URL: "" }, "CANARY_MODEL needs OLLAMA_URL."],
    [
      { HEARTBEAT_FILE: "/nonexistent/x" },
      'HEARTBEAT_FILE is "/nonexistent/x", which cannot be written (ENOENT).',
    ],
  ];
  it.each(cases)("%j", async (env, sentence) => {
    const probe = new Probe({ ...good, ...env });
    expect(await probe.exited()).toEqual({ code: 64, signal: null });
    expect(probe.stderr).toContain(`probe: ${sentence}`);
    expect(probe.stderr).toMatch(/^[^\n]+\.\n$/);
    expect(probe.stdout + probe.stderr).not.toMatch(/hunter2/);
    expect(probe.stdout).toBe("");
  });
});
