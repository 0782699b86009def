import { allParts, type Role } from "../../components/containers/parts";
import { dockerLabels } from "../../components/shared/naming";
import { evaluate, type Registered } from "../offline/program";

/** What a container is asked to be, as far as its rights go. */
export interface Rights {
  role: Role;
  image: string;
  user?: string;
  networkMode?: string;
  networksAdvanced?: { name: string }[];
  ports?: { internal: number; external: number; ip?: string }[];
  volumes: { hostPath?: string; volumeName?: string; containerPath: string; readOnly?: boolean }[];
  capabilities: { adds?: string[]; drops: string[] };
  securityOpts: string[];
  readOnly?: boolean;
  /** Options by folder in memory. */
  tmpfs?: Record<string, string>;
  privileged?: boolean;
  pidMode?: string;
  ipcMode?: string;
  memory: number;
  cpuShares?: number;
  restart: string;
  gpus?: string;
  deviceRequests?: unknown[];
  envs: unknown;
  uploads: { file: string; content: string; permissions: string }[];
  healthcheck: { tests: string[] };
  labels: { label: string; value: string }[];
}

/** Every container the program can make, by a stack that has them all. */
const everything = {
  "deepchat-observability:gpu": "nvidia",
  // Whatever engine is on the machine that asks.
  "deepchat-observability:dockerSocket": "/var/run/docker.sock",
  "deepchat-observability:moreSockets": ["/run/podman/podman.sock", "/run/user/1000/docker.sock"],
  "deepchat-observability:wecomUrl": { secure: "v1:none" },
  "deepchat-observability:grafanaCertFile": "/etc/ssl/grafana/certificate.pem",
  "deepchat-observability:grafanaKeyFile": "/etc/ssl/grafana/key.pem",
};

/** All containers with their rights, in the order of their list; from the program itself, run without an engine. */
export function allRights(): Promise<Rights[]> {
  // The program runs once a process.
  return (asked ??= ask());
}

let asked: Promise<Rights[]> | undefined;

async function ask(): Promise<Rights[]> {
  const resources = await evaluate("hardening", { warn: false, own: everything });
  const order = allParts.map(({ role }) => role);
  return resources
    .filter(({ type }) => type === "docker:index/container:Container")
    .map(rightsOf)
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

function rightsOf({ inputs }: Registered): Rights {
  const rights = inputs as unknown as Rights;
  const role = rights.labels.find(({ label }) => label === dockerLabels.role)?.value as Role;
  return { ...rights, role };
}

type Language = "en" | "zh";

/** Where an image's own user is not root. */
const imagesUser: Partial<Record<Role, string>> = { loki: "10001", grafana: "472" };

const words = {
  en: {
    head: [
      ...["container", "user", "network", "published", "capabilities", "root", "memory"],
      ...["sees, `w`: writes", "why it has more than nothing"],
    ],
    networks: { host: "the host's", none: "none", own: "the stack's" },
    root: { true: "read-only", false: "writable" },
    pids: "the host's processes",
    gpus: "the graphics cards",
    none: "none",
  },
  zh: {
    head: [
      ...["容器", "用户", "网络", "发布的端口", "capabilities", "根文件系统", "内存"],
      ...["能看到什么（`w`：可写）", "多出的权限为何需要"],
    ],
    networks: { host: "主机的", none: "无", own: "栈自己的" },
    root: { true: "只读", false: "可写" },
    pids: "主机的进程",
    gpus: "显卡",
    none: "无",
  },
} as const;

const why: Record<Role, Record<Language, string>> = {
  proxy: {
    en: "root owns the engine's socket; the one container that sees it, and lets five reading requests through",
    zh: "引擎的 socket 归 root 所有；只有它能看到该 socket，并且只放行五种读取请求",
  },
  "proxy-2": {
    en: "the socket of a further engine (`moreSockets`) belongs to its user",
    zh: "其他引擎（`moreSockets`）的 socket 归其用户所有",
  },
  "proxy-3": { en: "as proxy-2", zh: "同 proxy-2" },
  loki: { en: "its port is read by `verify` and the probe", zh: "`verify` 与探针通过该端口读取" },
  collector: {
    en: "log files belong to whoever writes them: root with the one capability to read them",
    zh: "日志文件归写入者所有：以 root 运行，仅保留读取它们的一项 capability",
  },
  probe: {
    en: "asks Ollama and the web UI where they listen, often on the host's loopback (`probeNetwork` puts it elsewhere); the host's figures (`hostProcesses: false` takes `/proc` away)",
    zh: "到 Ollama 与 WebUI 监听之处访问，常常是主机的回环地址（`probeNetwork` 可改到别处）；读取主机数据（`hostProcesses: false` 去掉 `/proc`）",
  },
  grafana: { en: "people open it", zh: "供人打开" },
  sensor: {
    en: "only with a GPU: reads the cards, and whose processes hold their memory (`hostProcesses: false` takes the processes away)",
    zh: "仅在有 GPU 时：读取显卡，以及哪些进程占用其显存（`hostProcesses: false` 去掉进程）",
  },
  relay: {
    en: "only with chat bots: speaks to their services",
    zh: "仅在配置了聊天机器人时：与其服务通信",
  },
  tls: {
    en: "only with `grafanaCertFile`: people on the network reach Grafana through it; root with the one capability to read them, because a key is its owner's alone",
    zh: "仅在设置了 `grafanaCertFile` 时：局域网用户经由它访问 Grafana；私钥只有所有者可读，故以 root 运行，仅保留读取它的一项 capability",
  },
};

/** The containers' rights as Markdown. */
export async function hardeningTable(language: Language): Promise<string> {
  const { head, ...said } = words[language];
  const rows = (await allRights()).map((rights) => {
    const { role, user = imagesUser[role] ?? "root", readOnly, memory, capabilities } = rights;
    return [
      `\`${role}\``,
      user,
      networkOf(rights, said.networks),
      rights.ports?.map(({ ip, external }) => `${ip}:${external}`).join(", ") ?? said.none,
      capabilities.adds?.join(", ") ?? said.none,
      said.root[readOnly ? "true" : "false"],
      `${memory} MiB`,
      seenBy(rights, said),
      why[role][language],
    ];
  });
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function networkOf({ networkMode }: Rights, said: { host: string; none: string; own: string }): string {
  return networkMode === "host" || networkMode === "none" ? said[networkMode] : said.own;
}

function seenBy(rights: Rights, said: { pids: string; gpus: string; none: string }): string {
  const mounts = rights.volumes.map(({ hostPath, containerPath, readOnly }) =>
    [`\`${hostPath ?? `volume ${containerPath}`}\``, ...(readOnly ? [] : ["`w`"])].join(" "),
  );
  const more = [
    ...(rights.pidMode === "host" ? [said.pids] : []),
    ...(rights.gpus || rights.deviceRequests ? [said.gpus] : []),
  ];
  return [...mounts, ...more].join(", ") || said.none;
}
