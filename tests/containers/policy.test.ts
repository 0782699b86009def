import type { Role } from "../../components/containers/parts";
import { allRights, type Rights } from "../../scripts/tables/hardening-table";

/** What a container may have beyond nothing. docs/hardening.md says why. */
interface Granted {
  host?: string[];
  writes?: string[];
  capabilities?: string[];
  port?: true | "for people on the network";
  network?: "host" | "none";
  hostPids?: true;
  graphicsCards?: true;
  writableRoot?: true;
}

const proxy: Granted = { host: ["/var/run/docker.sock"], writes: ["/run/engines"], network: "none" };
const furtherProxy: Granted = { ...proxy, host: ["*.sock"], capabilities: ["CAP_DAC_OVERRIDE"] };
const granted: Record<Role, Granted> = {
  proxy,
  "proxy-2": furtherProxy,
  "proxy-3": furtherProxy,
  loki: { writes: ["/loki"], port: true, writableRoot: true },
  collector: {
    ...{ host: ["/var/log", "/run/log", "/etc/machine-id"], writes: ["/var/lib/promtail"] },
    ...{ capabilities: ["CAP_DAC_READ_SEARCH"], writableRoot: true },
  },
  probe: { host: ["/proc", "/etc/group"], network: "host" },
  grafana: { writes: ["/var/lib/grafana"], port: true, writableRoot: true },
  sensor: { network: "none", hostPids: true, graphicsCards: true },
  relay: { writableRoot: true },
  tls: {
    ...{ host: ["/etc/ssl/grafana"], port: "for people on the network" },
    capabilities: ["CAP_DAC_READ_SEARCH"],
  },
};

/** Folders of a root that an image may bring: with memory over it each stays its owner's, and only root could write. */
const ofImages =
  /^\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|usr|var)(?:\/|$)/;

/** What breaks a rule, in words; none: it may be. */
function broken(rights: Rights): string[] {
  const may = granted[rights.role];
  const ofHost = rights.volumes.flatMap(({ hostPath }) => hostPath ?? []);
  const allowed = (path: string) =>
    may.host?.some((each) => each === path || (each === "*.sock" && path.endsWith(".sock")));
  const written = rights.volumes.flatMap(({ readOnly, containerPath }) => (readOnly ? [] : containerPath));
  const rules: Record<string, boolean> = {
    "is privileged": rights.privileged === true,
    "keeps capabilities": rights.capabilities.drops.join() !== "ALL",
    "has more capabilities": (rights.capabilities.adds ?? []).join() !== (may.capabilities ?? []).join(),
    "may gain privileges": !rights.securityOpts.includes("no-new-privileges:true"),
    "is not confined by the engine's profiles": rights.securityOpts.some((each) => /unconfined/.test(each)),
    "sees more of the host": !ofHost.every(allowed),
    "writes to the host": rights.volumes.some(({ hostPath, readOnly }) => hostPath && !readOnly),
    "writes elsewhere": written.join() !== (may.writes ?? []).join(),
    "publishes a port": (rights.ports?.length ?? 0) > (may.port ? 1 : 0),
    "is reachable from outside":
      (may.port === true || !may.port) && !!rights.ports?.some(({ ip }) => ip !== "127.0.0.1"),
    "is on another network": ["host", "none"].includes(rights.networkMode ?? "")
      ? rights.networkMode !== may.network
      : may.network !== undefined,
    "sees the host's processes": rights.pidMode === "host" && !may.hostPids,
    "shares memory with the host": rights.ipcMode === "host",
    "has graphics cards": (rights.gpus ?? rights.deviceRequests) !== undefined && !may.graphicsCards,
    "has a root it can write to": !rights.readOnly && !may.writableRoot,
    "has memory over a folder of its image's": Object.keys(rights.tmpfs ?? {}).some((path) =>
      ofImages.test(path),
    ),
    "has no memory limit": !(rights.memory > 0),
    "has a whole share of the processors": !(rights.cpuShares && rights.cpuShares < 1024),
    "has no health check": rights.healthcheck.tests.length < 2,
    "has an image without a version": !/:v?\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(rights.image),
    "has secrets in its environment": JSON.stringify(rights.envs).includes("(secret)"),
    "has secrets in files for all to read": rights.uploads.some(
      ({ content, permissions }) => content === "(secret)" && !/^06[04]0$/.test(permissions),
    ),
  };
  return Object.keys(rules).filter((rule) => rules[rule]);
}

it("no container has more than it needs", async () => {
  const all = await allRights();
  expect(all.map(({ role }) => role)).toEqual(Object.keys(granted));
  const found = all.flatMap((rights) => broken(rights).map((what) => `${rights.role} ${what}`));
  expect(found).toEqual([]);
});

it.each<[string, Partial<Rights>]>([
  ["is privileged", { privileged: true }],
  ["has more capabilities", { capabilities: { adds: ["CAP_SYS_ADMIN"], drops: ["ALL"] } }],
  [
    "sees more of the host",
    { volumes: [{ hostPath: "/var/run/docker.sock", containerPath: "/s", readOnly: true }] },
  ],
  ["is reachable from outside", { ports: [{ internal: 1, external: 1, ip: "0.0.0.0" }] }],
  ["sees the host's processes", { pidMode: "host" }],
  ["has memory over a folder of its image's", { tmpfs: { "/opt": "rw" } }],
  ["has an image without a version", { image: "grafana/loki:latest" }],
  ["has secrets in its environment", { envs: ["A=1", "(secret)"] }],
])("a container that %s is found", async (what, change) => {
  const [loki] = (await allRights()).filter(({ role }) => role === "loki");
  expect(broken({ ...(loki as Rights), ...change })).toContain(what);
});
