import { dockerLabels } from "../../components/shared/naming";

/** A container of the stack that is taken over, as `docker inspect` has it. */
export interface Theirs {
  role: "loki" | "promtail" | "grafana";
  id: string;
  name: string;
  image: string;
  running: boolean;
  /** The engine removes it when it stops. */
  removedAtStop: boolean;
  /** Such as `always` or `on-failure:5`, as `docker update` takes it; `no`: nobody starts it again. */
  restart: string;
  /** Its compose project: name, folder and files. Empty where it was not made by compose. */
  project: string;
  folder: string;
  files: string[];
  /** Command line and environment. */
  command: string[];
  environment: Record<string, string>;
  mounts: Mount[];
  /** What it can be reached as: `http://loki:3100`. */
  addresses: string[];
}

interface Mount {
  /** Folder of the host, or a volume's name, as `docker run --volume` has it. */
  source: string;
  /** Where the container has it. */
  inside: string;
  /** Nothing on it outlives the container. */
  inMemory: boolean;
}

/** The part of `docker inspect` that is read. */
export interface Inspected {
  Id: string;
  Name: string;
  Path: string;
  Args: string[] | null;
  State: { Running: boolean };
  HostConfig: {
    AutoRemove: boolean;
    RestartPolicy: { Name: string; MaximumRetryCount?: number };
    Tmpfs?: Record<string, string> | null;
    PortBindings?: Record<string, { HostPort?: string }[] | null> | null;
  };
  Config: { Image: string; Env: string[] | null; Labels: Record<string, string> | null };
  Mounts: { Type: string; Name?: string; Source?: string; Destination: string }[];
  NetworkSettings: { Networks: Record<string, { Aliases?: string[] | null }> | null };
}

/** What was made by hand and is a part of such a stack; undefined: it is none, or one of ours. */
export function theirs(found: Inspected): Theirs | undefined {
  const { Config, HostConfig } = found;
  const labels = Config.Labels ?? {};
  const [, word] =
    /(?:^|\/)(loki|promtail|grafana)(?:-enterprise|-oss)?(?::[\w.-]+)?(?:@sha256:\w+)?$/.exec(Config.Image) ??
    [];
  if (!word || dockerLabels.role in labels) return undefined;
  const name = found.Name.replace(/^\//, "");
  const compose = (key: string) => labels[`com.docker.compose.${key}`] ?? "";
  const env = (Config.Env ?? []).map((text) => /^([^=]*)=?(.*)$/s.exec(text)?.slice(1) ?? []);
  return {
    role: word as Theirs["role"],
    ...{ id: found.Id, name, image: Config.Image, running: found.State.Running },
    removedAtStop: HostConfig.AutoRemove,
    restart: policyOf(HostConfig.RestartPolicy),
    project: compose("project"),
    folder: compose("project.working_dir"),
    files: compose("project.config_files").split(",").filter(Boolean),
    command: [found.Path, ...(found.Args ?? [])],
    environment: Object.fromEntries(env) as Record<string, string>,
    mounts: mounts(found),
    addresses: addresses(found, [name, compose("service")]),
  };
}

/** A restart policy in one word. */
export function policyOf({ Name, MaximumRetryCount }: Inspected["HostConfig"]["RestartPolicy"]): string {
  return Name === "on-failure" && MaximumRetryCount ? `${Name}:${MaximumRetryCount}` : Name || "no";
}

function mounts({ Mounts, HostConfig }: Inspected): Mount[] {
  const memory = Object.keys(HostConfig.Tmpfs ?? {}).map((inside) => ({
    source: "",
    inside,
    inMemory: true,
  }));
  const all = Mounts.map(({ Type, Name, Source, Destination }) => ({
    source: (Type === "volume" ? Name : Source) ?? "",
    inside: Destination,
    inMemory: Type === "tmpfs",
  }));
  return [...all, ...memory];
}

function addresses({ Id, HostConfig, NetworkSettings }: Inspected, names: string[]): string[] {
  const aliases = Object.values(NetworkSettings.Networks ?? {}).flatMap(({ Aliases }) => Aliases ?? []);
  const inside = [...names, ...aliases].filter((name) => name !== "" && !Id.startsWith(name));
  return Object.entries(HostConfig.PortBindings ?? {}).reduce(
    (all, [port, bindings]) => {
      const published = (bindings ?? []).map(({ HostPort }) => HostPort).filter(Boolean);
      const hosts = ["localhost", "127.0.0.1", "host.docker.internal"];
      const outside = published.flatMap((one) => hosts.map((host) => `http://${host}:${one}`));
      const [number = ""] = port.split("/");
      return [...new Set([...all, ...inside.map((name) => `http://${name}:${number}`), ...outside])];
    },
    inside.map((name) => `http://${name}:3100`),
  );
}

/** The mount that a path inside a container lies on, and the rest of the path below it. */
export function mountOf(
  container: Pick<Theirs, "mounts">,
  path: string,
): (Mount & { rest: string }) | undefined {
  const on = container.mounts
    .filter(({ inside }) => path === inside || path.startsWith(`${inside.replace(/\/$/, "")}/`))
    .sort((a, b) => b.inside.length - a.inside.length)[0];
  return on && { ...on, rest: path.slice(on.inside.length).replace(/^\//, "") };
}
