import { BrokenOllama } from "../fakes/broken-ollama";
import { Wire } from "../fakes/wire";
import { awake } from "../stand/awake";
import { Host } from "../stand/host";
import { until } from "../stand/until";
import type { Row } from "./rows";
import { type Later, own, pause, type Scene, short, stack, type Started } from "./scene";

/** Hosts, each with a fault of its own, reporting to one stack. */
export async function services(started: Started, later: Later): Promise<Scene> {
  const stand = await stack(started, later);
  const names = [own];
  const host = async (name: string, prepare?: Parameters<typeof Host.create>[2]) => {
    names.push(name);
    const made = await Host.create(stand, name, prepare);
    later(() => made.dispose());
    return made;
  };
  const broken = new Map<string, BrokenOllama>();
  const inPlace = async (name: string) =>
    host(name, async (made) => {
      const ollama = new BrokenOllama(made.ollamaLog);
      await ollama.start();
      later(() => ollama.stop());
      broken.set(name, ollama);
      return { ollamaUrl: ollama.url, noOllama: true };
    });

  const stopped = await host("stopped");
  const killed = await host("killed");
  const hung = await host("hung");
  const http500 = await inPlace("http-500");
  const http503 = await inPlace("http-503");
  const runner = await host("runner");
  const stuck = await host("stuck");
  const quiet = await host("quiet");
  const wire = new Wire(quiet.ollama.port);
  await wire.start();
  later(() => wire.stop());
  const cut = await host("cut", () => Promise.resolve({ ollamaUrl: wire.url, noOllama: true }));
  const [webDown, eleven, ten, busy] = await Promise.all(
    ["web-down", "eleven", "ten", "busy"].map((name) =>
      host(name, () => Promise.resolve({ ollamaUrl: quiet.ollama.url, noOllama: true })),
    ),
  );
  if (!webDown || !eleven || !ten || !busy) throw new Error("a host is missing");
  for (const { ollama } of [stopped, runner, stuck]) {
    ollama.create();
    await ollama.generate();
  }
  const answering = 'sum by (host) (count_over_time({job="probe"} |= `"probe":"ollama","up":1` [1m]))';
  const allReport = async () => {
    const heard = (await stand.loki(answering)).map(({ labels }) => labels.host);
    return names.every((name) => heard.includes(name));
  };
  await until("every host reports", allReport, 180_000, 1000);
  await awake(stand, ...names);
  const failing = (name: string, status: number): Row => ({
    name: `Ollama answers ${status}`,
    host: name,
    fires: ["ollamaDown"],
    break: async () => {
      const ollama = broken.get(name) as BrokenOllama;
      ollama.status = status;
      await ollama.ask(15);
      await (name === "http-500" ? http500 : http503).webui.chat(15, 502);
    },
    repair: () => {
      (broken.get(name) as BrokenOllama).status = 200;
      return Promise.resolve();
    },
  });
  const rows: Row[] = [
    {
      name: "Ollama stopped",
      host: stopped.name,
      fires: ["ollamaDown"],
      // The web UI's errors are a consequence: before the probe notices, and until after the repair.
      break: async () => {
        await stopped.ollama.kill();
        await stopped.webui.chat(15, 500);
      },
      repair: async () => {
        await stopped.webui.chat(15, 500);
        await stopped.ollama.start();
      },
    },
    {
      name: "Ollama killed",
      host: killed.name,
      fires: ["ollamaDown"],
      break: async () => {
        killed.ollama.signal("SIGKILL");
        await killed.webui.chat(15, 500);
      },
      repair: () => killed.ollama.start(),
    },
    {
      name: "Ollama hung (SIGSTOP)",
      host: hung.name,
      fires: ["ollamaDown"],
      break: async () => {
        hung.ollama.signal("SIGSTOP");
        await hung.webui.chat(15, 504);
      },
      repair: () => Promise.resolve(hung.ollama.signal("SIGCONT")),
    },
    failing("http-500", 500),
    failing("http-503", 503),
    {
      name: "network cut between probe and Ollama",
      host: cut.name,
      fires: ["ollamaDown"],
      break: () => Promise.resolve(void (wire.cut = true)),
      repair: () => Promise.resolve(void (wire.cut = false)),
    },
    {
      name: "runner killed during a request",
      host: runner.name,
      fires: ["runnerDied"],
      passes: true,
      break: async () => {
        const answer = runner.ollama.generate(400).catch(() => undefined);
        await pause(0.2);
        runner.ollama.killRunners();
        await answer;
        await runner.ollama.generate(4).catch(() => undefined);
      },
    },
    {
      name: "runner hung (SIGSTOP)",
      host: stuck.name,
      fires: ["hang"],
      break: async () => {
        // All wait for the same runner when it stops: Ollama replaces one that does not answer, but only when somebody comes.
        const users = Array.from({ length: 12 }, (_, i) => stuck.ollama.abort((i + 1) * 15_000));
        for (const user of users) user.catch(() => undefined);
        await pause(0.3);
        stuck.ollama.signalRunners("SIGSTOP");
      },
      repair: async () => {
        stuck.ollama.signalRunners("SIGCONT");
        await until("an answer", () => stuck.ollama.generate(), 60_000);
      },
    },
    {
      name: "web UI down",
      host: webDown.name,
      fires: ["webuiDown"],
      break: () => webDown.webui.stop(),
      repair: () => webDown.webui.start(),
    },
    {
      name: "web UI: 11 answers 5xx",
      host: eleven.name,
      fires: ["webuiErrors"],
      passes: true,
      break: () => eleven.webui.chat(11, 500),
    },
    { name: "web UI: 10 answers 5xx", host: ten.name, fires: [], break: () => ten.webui.chat(10, 500) },
    { name: "idle", host: quiet.name, fires: [], break: () => Promise.resolve() },
    { name: "burst of 2000 requests", host: busy.name, fires: [], break: () => busy.webui.chat(2000) },
    {
      name: "an up that replaces every container",
      host: own,
      fires: [],
      break: async () => {
        const memory = { lokiMemory: 1000, collectorMemory: 250, grafanaMemory: 760 };
        stand.configure({ ...short, ...memory, probeTimeout: "3s" });
        const { output } = await stand.must("up");
        if (!/\b4 replaced/.test(output)) throw new Error(`up did not replace every container:\n${output}`);
        await pause(90); // silence is what is looked for, longer than any window and pending time here
      },
    },
  ];
  return { stand, rows };
}
