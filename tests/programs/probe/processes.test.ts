import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { MadeProc } from "../../support/made-proc";
import { Probe, serve, stopAll } from "../../support/probe";
import { status } from "../../support/probe-targets";

jest.setTimeout(25_000);

let proc: MadeProc;

beforeEach(() => {
  proc = new MadeProc({});
  proc.process(1, "systemd", ["/sbin/init"]);
});

afterEach(async () => {
  await stopAll();
  proc.remove();
});

async function probe(interval = "200ms"): Promise<Probe> {
  const web = await serve(status(200));
  const timing = { PROBE_INTERVAL: interval, PROBE_TIMEOUT: "100ms" };
  return new Probe({ ...timing, DEEPCHAT_URL: web.url, HOST_PROC: proc.folder });
}

/** Waits until a round has begun after this moment and has ended. */
async function round(running: Probe): Promise<void> {
  await running.line("deepchat", running.of("deepchat").length + 2);
}

const of = (running: Probe, pid: number) => running.of("process").filter((line) => line.pid === pid);

/** Short name, command line, whose it is. */
const known: [string, string[], string][] = [
  ["ollama", ["/usr/local/bin/ollama", "serve"], "ollama"],
  ["ollama", ["ollama", "runner", "--ollama-engine", "--model", "/m"], "ollama-runner"],
  ["ollama_llama_se", ["/tmp/ollama1/runners/cuda_v12/ollama_llama_server", "--model"], "ollama-runner"],
  ["llama-server", ["/usr/lib/ollama/llama-server", "--port", "4"], "llama-server"],
  ["python3", ["python3", "-m", "vllm.entrypoints.openai.api_server", "--model", "x"], "vllm"],
  ["pt_main_thread", ["/usr/bin/python3", "/usr/local/bin/vllm", "serve", "x"], "vllm"],
  ["vllm", ["/usr/bin/python3.12", "/usr/local/bin/vllm", "serve"], "vllm"],
  ["VLLM::EngineCor", ["VLLM::EngineCore"], "vllm"],
  ["pt_main_thread", ["VLLM::Worker_TP0", ""], "vllm"],
  ["python3", ["python3", "-m", "sglang.launch_server", "--model-path", "x"], "sglang"],
  ["sglang::schedul", ["sglang::scheduler"], "sglang"],
  ["xinference-loca", ["/opt/python", "/opt/bin/xinference-local", "-H", "0.0.0.0"], "xinference"],
  ["python3.11", ["python3.11", "/opt/bin/xinference-worker"], "xinference"],
  ["lm-studio", ["/opt/LM Studio/lm-studio"], "lm-studio"],
  ["MainThread", ["/root/.lmstudio/llmster/llmster"], "lm-studio"],
  ["LM Studio (2) x", ["/opt/LM Studio/lm-studio"], "lm-studio"],
];

const nobodys: [string, string[]][] = [
  ["ollama", ["ollama", "run", "llama3"]],
  ["ollama", ["ollama"]],
  ["python3", ["python3", "train.py", "vllm"]],
  ["python3", ["python3", "-c", "from vllm import LLM"]],
  ["MainThread", ["node", "server.js"]],
  ["vllm_bench", ["vllm_bench"]],
  ["bash", ["bash", "-c", "ollama serve"]],
  ["postgres", ["ollama", "serve"]],
  ["kworker/0:1", []],
];

// Eight at a time, since no more have a line.
it.each([[known.slice(0, 8)], [known.slice(8)]])("tells whose a process is: %j", async (some) => {
  some.forEach(([shortName, args], at) => proc.process(100 + at, shortName, args));
  nobodys.forEach(([shortName, args], at) => proc.process(200 + at, shortName, args));
  const expected = some.map(([, , name], at) => [100 + at, name]);
  const running = await probe();
  await running.until(
    () => new Set(running.of("process").map(({ pid }) => pid)).size >= expected.length,
    "line of each",
  );
  await round(running);
  const told = running.of("process").slice(-expected.length);
  expect(told.map(({ pid, process: name }) => [pid, name]).sort()).toEqual(expected);
  expect(running.of("process").filter(({ pid }) => Number(pid) >= 200)).toEqual([]);
});

describe("the lines of processes", () => {
  it("tell memory at once and processors from the second on, by a process's own time", async () => {
    proc.process(70, "LM Studio (2) x", [], { ticks: 100, memory: 2048 });
    const running = await probe("1s");
    expect(await running.line("process")).toEqual({
      probe: "process",
      process: "lm-studio",
      pid: 70,
      memory: 2_097_152,
    });
    proc.process(70, "LM Studio (2) x", [], { ticks: 350, memory: 4096 });
    const { cpu, memory } = await running.line("process", 2);
    expect(memory).toBe(4_194_304);
    // 2.5 s of processor time in a second or a little more
    expect(cpu).toBeGreaterThan(0.5);
    expect(cpu).toBeLessThan(3);
  });

  it("are this machine's, read from the real /proc", async () => {
    const program = path.join(proc.folder, "llama-server");
    fs.symlinkSync(fs.realpathSync("/bin/cat"), program);
    const server = spawn(program);
    try {
      const web = await serve(status(200));
      const timing = { PROBE_INTERVAL: "200ms", PROBE_TIMEOUT: "100ms" };
      const running = new Probe({ ...timing, DEEPCHAT_URL: web.url, HOST_PROC: "/proc" });
      await running.until(() => of(running, server.pid ?? 0).length >= 2, "line of it");
      const [, line] = of(running, server.pid ?? 0);
      expect(line).toMatchObject({ process: "llama-server", cpu: 0 });
      expect(line?.memory).toBeGreaterThan(100_000);
      expect(line?.memory).toBeLessThan(100_000_000);
    } finally {
      server.kill();
    }
  });

  it("are of the eight that hold most, largest first", async () => {
    for (let pid = 10; pid < 20; pid++) proc.process(pid, "llama-server", [], { memory: 4 * pid });
    const running = await probe();
    await running.line("process", 8);
    expect(
      running
        .of("process")
        .slice(0, 8)
        .map(({ pid }) => pid),
    ).toEqual([19, 18, 17, 16, 15, 14, 13, 12]);
  });

  it("begin and end with the process, and a number's next owner is another", async () => {
    const running = await probe();
    await round(running);
    expect(running.of("process")).toEqual([]);
    proc.process(50, "ollama", ["ollama", "serve"]);
    await running.line("process");
    proc.process(50, "bash", ["bash"], { start: 9000 });
    await round(running);
    const before = running.of("process").length;
    await round(running);
    expect(running.of("process")).toHaveLength(before);
    proc.remove("50");
    await round(running);
    proc.process(50, "llama-server", [], { start: 9900 });
    await running.line("process", before + 1);
    expect(of(running, 50).at(-1)).toMatchObject({ process: "llama-server" });
    expect(of(running, 50).map((line) => line.process)[0]).toBe("ollama");
  });

  it("know a program that takes its name late, by looking at what was nobody's again", async () => {
    proc.process(60, "sh", ["sh", "start.sh"]);
    const running = await probe("120ms");
    for (let rounds = 0; rounds < 3; rounds++) await round(running);
    proc.process(60, "vllm", ["vllm"]);
    expect(await running.line("process")).toMatchObject({ process: "vllm", pid: 60 });
  });

  it.each([
    ["there is no such folder", () => proc.remove(), "ENOENT"],
    ["the host hides others' processes", () => proc.remove("1"), "the host hides its processes"],
  ])("say why there are none when %s", async (_, break_, error) => {
    break_();
    const running = await probe();
    expect(await running.line("process")).toEqual({
      probe: "process",
      error: expect.stringContaining(error) as unknown,
    });
    expect(await running.line("deepchat", 2)).toMatchObject({ up: 1 });
  });
});
