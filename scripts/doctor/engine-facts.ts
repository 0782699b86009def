import type { DockerCli } from "../engine/docker-cli";

/** What an engine says of itself, as far as the doctor uses it. */
export interface EngineFacts {
  version: string;
  /** Folder of images and volumes, on the engine's machine. */
  root: string;
  /** Security modules that containers are under: `apparmor`, `selinux`, `seccomp`, `rootless`, ... */
  security: string[];
  /** Bytes of memory of its machine. */
  memory: number;
  /** Its machine's clock, in milliseconds since 1970. */
  time?: number;
  /** Its operating system, in its own words. */
  system: string;
  /** Proxy through which it pulls images; empty: none. */
  proxy: string;
  /** Mirrors it asks before Docker Hub. */
  mirrors: string[];
  /** Version of the docker command. */
  client: string;
  /** What it warns of. */
  warnings: string[];
}

interface Info {
  ServerVersion?: string;
  DockerRootDir?: string;
  SecurityOptions?: string[] | null;
  MemTotal?: number;
  SystemTime?: string;
  OperatingSystem?: string;
  HttpsProxy?: string;
  HttpProxy?: string;
  RegistryConfig?: { Mirrors?: string[] | null } | null;
  ClientInfo?: { Version?: string };
  Warnings?: string[] | null;
}

/** Milliseconds that an engine which has just answered may take. */
const patience = 10_000;

/** Asks an engine; undefined where it does not say. */
export async function engineFacts(cli: Pick<DockerCli, "run">): Promise<EngineFacts | undefined> {
  const { status, stdout } = await cli.run(["info", "--format", "{{json .}}"], { timeout: patience });
  return status === 0 ? factsOf(stdout) : undefined;
}

/** Reads what `docker info` says. Podman leaves much of it out. */
export function factsOf(json: string): EngineFacts | undefined {
  let info: Info | null;
  try {
    info = JSON.parse(json) as Info | null;
  } catch {
    return undefined;
  }
  if (!info?.ServerVersion) return undefined;
  const time = Date.parse(info.SystemTime ?? "");
  return {
    version: info.ServerVersion,
    root: info.DockerRootDir ?? "",
    security: (info.SecurityOptions ?? []).flatMap((option) => /^name=([\w-]+)/.exec(option)?.[1] ?? []),
    memory: info.MemTotal ?? 0,
    ...(Number.isNaN(time) ? {} : { time }),
    system: info.OperatingSystem ?? "",
    proxy: info.HttpsProxy || info.HttpProxy || "",
    mirrors: info.RegistryConfig?.Mirrors ?? [],
    client: info.ClientInfo?.Version ?? "",
    warnings: info.Warnings ?? [],
  };
}
