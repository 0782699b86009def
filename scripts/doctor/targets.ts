import type { StackConfig } from "../../components/config/stack";
import type { Docker } from "../engine/docker";
import type { Diagnosis } from "./diagnosis";
import type { Machine } from "./machine";

/** What the probe asks. */
interface Target {
  what: string;
  url: string;
  /** Key that says otherwise, as `config set` takes it. */
  key: string;
  /** How the probe's lines about it begin. */
  line: string;
  /** Where on it is asked. @default it itself */
  path?: string;
}

/** Some fields of the probe's line about a target; docs/architecture.md has them all. */
interface ProbeLine {
  up?: number;
  error?: string;
  duration?: string;
  version?: string;
}

/** Whether what the probe asks answers: by the probe's own words where it runs, else as this machine sees it. */
export async function targets(
  config: StackConfig,
  docker: Pick<Docker, "lastLines" | "local">,
  machine: Machine,
  probing: boolean,
): Promise<Diagnosis[]> {
  const { probe } = config;
  const said = probing ? (await docker.lastLines("probe", 400)).split("\n") : [];
  const all: Target[] = [
    {
      what: "Ollama answers",
      url: probe.ollamaUrl,
      key: "ollamaUrl",
      line: '"probe":"ollama"',
      path: "/api/version",
    },
    { what: "web UI answers", url: probe.webuiUrl, key: "webuiUrl", line: '"probe":"deepchat"' },
    ...probe.modelServers.map(({ name, url }, at) => ({
      ...{
        what: `model server ${name} answers`,
        url,
        key: `--path 'modelServers[${at}].url'`,
        path: "/v1/models",
      },
      line: `"probe":"server","server":${JSON.stringify(name)}`,
    })),
  ];
  return Promise.all(
    all
      .filter(({ url }) => url)
      .map(async (target): Promise<Diagnosis> => {
        const last = said.filter((line) => line.includes(target.line)).at(-1);
        if (last) return byProbe(target, parsed(last));
        if (probe.joinNetwork || !docker.local)
          return {
            ...{ what: target.what, state: "note" },
            found: `${target.url} is asked ${probe.joinNetwork ? `from the network ${probe.joinNetwork}` : "on the engine's machine"}, where no probe runs yet`,
            hint: "after npm run up the probe says it",
          };
        return byHost(target, machine, probe.timeout * 1000);
      }),
  );
}

function byProbe({ what, url, key }: Target, line: ProbeLine): Diagnosis {
  const version = line.version ? `, version ${line.version}` : "";
  if (line.up === 1)
    return { what, state: "ok", found: `the probe: in ${line.duration ?? "time"}${version}` };
  return {
    what,
    state: "failed",
    found: `the probe: ${line.error ?? "no answer"}`,
    hint: elsewhere(url, key),
  };
}

async function byHost({ what, url, key, path }: Target, machine: Machine, limit: number): Promise<Diagnosis> {
  const place = path ? `${url.replace(/\/+$/, "")}${path}` : url;
  let answer = await machine.ask(place, path ? "GET" : "HEAD", limit);
  // As the probe does: what knows only GET says so.
  if (!path && [405, 501].includes(answer.status ?? 0)) answer = await machine.ask(place, "GET", limit);
  const { status = 0, took, error, text } = answer;
  // Of the web UI any answer below 500 means that it lives.
  const well = path ? status === 200 : status > 0 && status < 500;
  if (!well) return { what, state: "failed", found: error ?? `HTTP ${status}`, hint: elsewhere(url, key) };
  const { version } = path ? parsed(text) : {};
  const told = typeof version === "string" ? `, version ${version}` : "";
  return { what, state: "ok", found: `this host: HTTP ${status} in ${Math.round(took)} ms${told}` };
}

function elsewhere(url: string, key: string): string {
  return `${url} as seen from the host; start it, or another address: npm run pulumi -- config set ${key} <URL>`;
}

function parsed(text: string): ProbeLine {
  try {
    return (JSON.parse(text) as ProbeLine | null) ?? {};
  } catch {
    return {};
  }
}
