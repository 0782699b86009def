import { SourceChecks } from "../../../scripts/checks/sources";
import type { CliResult, DockerCli } from "../../../scripts/engine/docker-cli";
import { configWith } from "../../support/config";

interface Host {
  /** What `docker info` says: version, folder, security options. */
  info?: string;
  /** The engine is Podman. */
  podman?: boolean;
  /** Whether the proxies reach their engines; undefined: neither they nor the collector run. */
  socket?: boolean;
  /** What the collector sees of a journal. */
  journal?: string;
  /** Name, image, networks and role of each container. */
  containers?: [name: string, image: string, networks: string, role?: string][];
  units?: string[];
  /** Sockets of other engines of this machine. */
  sockets?: string[];
}

const healthy: Host = {
  info: "29.1.3\t/var/lib/docker\tname=seccomp ",
  socket: true,
  journal: "/var/log/journal/0123\nid\n.\n",
};

/** What verify says of a host's sources, by what it is about. */
async function said(change: Host = {}, keys: Record<string, unknown> = {}) {
  const host = { ...healthy, ...change };
  const done = (stdout = ""): Promise<CliResult> => Promise.resolve({ status: 0, stdout, stderr: "" });
  const run = ([name]: string[]) => done(name === "info" ? host.info : host.podman ? "yes\n" : "\n");
  const docker = {
    local: true,
    cli: { run } as unknown as DockerCli,
    exec: (role: string): Promise<CliResult> => {
      const said = { status: 1, stdout: "", stderr: `Container ${role} is restarting, wait` };
      if (host.socket === undefined)
        return Promise.resolve({ ...said, stderr: `Error: No such container: ${role}` });
      if (role === "collector") return done(host.journal);
      return host.socket ? done() : Promise.resolve(said);
    },
    lines: () => Promise.resolve((host.containers ?? []).map((fields) => fields.join("\t"))),
  };
  const checks = await new SourceChecks(await configWith(keys), docker, {
    units: () => host.units ?? [],
    sockets: () => host.sockets ?? [],
  }).all();
  return Object.fromEntries(checks.map(({ what, ...rest }) => [what, rest]));
}

const engine = "engine of the containers";

it("names the engine and where it is read", async () => {
  const usual = { state: "ok", found: "Docker 29.1.3, read at /var/run/docker.sock" };
  expect((await said())[engine]).toEqual(usual);
  const rootless = { info: "5.4.2\t/home/me/storage\tname=rootless ", podman: true };
  const dockerHost = "unix:///run/user/1000/podman/podman.sock";
  expect((await said(rootless, { dockerHost }))[engine]?.found).toBe(
    "Podman 5.4.2 (rootless), read at /run/user/1000/podman/podman.sock",
  );
});

it("asks no engine where log files are read in its place", async () => {
  const found = await said({}, { containerLogFolder: "/var/lib/docker" });
  expect([Object.keys(found)[0], found[engine]]).toEqual(["log files of the containers", undefined]);
});

it("says that there is no socket, where it was looked for, and the key", async () => {
  const found = (await said({ socket: false }, { dockerSocket: "/run/nowhere.sock" }))[engine];
  expect(found).toMatchObject({
    state: "failed",
    found: "no socket at /run/nowhere.sock of its host, which has Docker 29.1.3: no container is read",
  });
  expect(found?.hint).toContain(
    "config set dockerSocket <path>: rootless Docker has it at /run/user/<UID>/docker.sock",
  );
});

it("tells of further engines: those that are read, and those that could be", async () => {
  const [podman, rootless] = ["/run/podman/podman.sock", "/run/user/1000/docker.sock"];
  const all = await said({ sockets: [podman, rootless] }, { moreSockets: [podman] });
  expect(all[`engine at ${podman}`]).toEqual({ state: "ok", found: "its containers are read, too" });
  expect(all[`engine at ${rootless}`]).toMatchObject({
    state: "empty",
    found: "its containers are not read",
  });
  expect(all[`engine at ${rootless}`]?.hint).toContain(`--path 'moreSockets[1]' ${rootless}`);
  const gone = await said({ socket: false }, { moreSockets: [podman] });
  expect(gone[`engine at ${podman}`]).toMatchObject({ state: "failed" });
});

it("says that proxy and collector do not run", async () => {
  const all = await said({ socket: undefined });
  expect([all[engine]?.found, all["journal of the host"]?.found]).toEqual([
    "the proxy before it does not run",
    "the collector does not run",
  ]);
});

describe("containers", () => {
  const containers: Host["containers"] = [
    ["ollama", "ollama/ollama:0.9", "bridge"],
    ["my-llm", "vllm/vllm-openai:v0.8", "bridge"],
    ["gateway", "calciumion/new-api", "bridge"],
    ["db", "postgres:17", "bridge"],
    ["d-o-dev-loki", "grafana/loki:3.7.6", "d-o-dev", "loki"],
  ];

  it("are named where they are collected, else what was looked for and what there is", async () => {
    const all = await said({ containers });
    expect(all["containers ollama.*"]).toEqual({ state: "ok", found: "ollama" });
    const webui = all["containers deepchat.*, open-webui.*, ollama-webui.*"];
    expect(webui).toMatchObject({
      state: "empty",
      found: "none of such a name runs; there are: ollama, my-llm, gateway, db",
    });
    expect(webui?.hint).toContain("config set --path 'webuiContainers[0]' '<name>'");
  });

  it("that look like a source and are none are told, with the key for each", async () => {
    const all = await said({ containers });
    expect(all["container my-llm"]?.hint).toContain("--path 'modelServerContainers[0]' 'my-llm'");
    expect(all["container gateway"]?.hint).toContain("--path 'gatewayContainers[0]' 'gateway'");
    expect(Object.keys(all)).not.toContain("container db");
    const keys = { modelServerContainers: ["my-llm"], gatewayContainers: ["gateway"] };
    expect(
      Object.keys(await said({ containers }, keys)).filter((what) => what.startsWith("container ")),
    ).toEqual([]);
  });

  it("of other model servers are collected by their usual names, and missed by nobody who has none", async () => {
    const named = "containers vllm.*, ";
    const about = (all: object) => Object.entries(all).filter(([what]) => what.includes("vllm"));
    expect(about(await said({ containers }))).toEqual([]);
    const all = await said({ containers: [["vllm-1", "vllm/vllm-openai:v0.8", "bridge"]] });
    expect(about(all)).toEqual([[expect.stringContaining(named), { state: "ok", found: "vllm-1" }]]);
  });

  it("on no network are told: Podman lists none of those on the host's", async () => {
    const all = await said({ containers: [["ollama", "ollama/ollama", ""]] });
    expect(all["container ollama"]).toMatchObject({ state: "failed" });
    expect(all["container ollama"]?.hint).toContain("--network podman");
  });
});

describe("the journal", () => {
  const journal = async (change: Host) => (await said(change))["journal of the host"];

  it("is told with the units that are read of it", async () => {
    expect(await journal({})).toEqual({
      state: "ok",
      found: "found; read of it: units ollama.service, ollama@*.service, snap.ollama.*.service (ollamaUnits)",
    });
  });

  it("is told of model servers' units, with and without Ollama's", async () => {
    const keys = { ollamaUnits: [], modelServerUnits: ["vllm.service"] };
    expect((await said({}, keys))["journal of the host"]?.found).toBe(
      "found; read of it: units vllm.service (modelServerUnits)",
    );
    const both = { ollamaUnits: ["ollama.service"], modelServerUnits: ["ollama-proxy.service"] };
    const all = await said({ units: ["ollama-proxy.service"] }, both);
    expect(all["journal of the host"]?.found).toContain("(ollamaUnits), units ollama-proxy.service");
    expect(Object.keys(all)).not.toContain("unit ollama-proxy.service");
  });

  it("is missed with the units that were looked for", async () => {
    expect(await journal({ journal: "id\n.\n" })).toMatchObject({
      state: "empty",
      found: expect.stringContaining("looked for units ollama.service, ") as string,
      hint: expect.stringContaining("right for a host without systemd") as string,
    });
  });

  it("is not read without the machine's id, which Docker as a snap may not see", async () => {
    const snap = "28.4.0\t/var/snap/docker/common/var-lib-docker\tname=apparmor ";
    expect(await journal({ journal: "/run/log/journal/0123\n.\n", info: snap })).toMatchObject({
      state: "failed",
      found: expect.stringContaining("/etc/machine-id") as string,
      hint: expect.stringContaining("snap store") as string,
    });
    expect((await said({ info: snap }))[engine]?.found).toContain("Docker 28.4.0 (snap)");
  });

  it("names units of this machine that are not read", async () => {
    const units = [
      "ollama.service",
      "snap.ollama.listener.service",
      "my-ollama.service",
      "ollama-gpu1.service",
    ];
    const all = await said({ units });
    expect(Object.keys(all).filter((what) => what.startsWith("unit "))).toEqual([
      "unit my-ollama.service",
      "unit ollama-gpu1.service",
    ]);
    expect(all["unit ollama-gpu1.service"]?.hint).toContain("--path 'ollamaUnits[0]' ollama-gpu1.service");
  });
});
