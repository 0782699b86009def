import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { dockerLabels, type PhysicalNames } from "../shared/naming";
import type { Role } from "./parts";

/** Where containers of ours find the engines' filtered sockets. */
export const socketFolder = "/run/engines";

/** One of them: of the stack's own engine, or of a further one. */
export const filteredSocket = (at = 0) => `${socketFolder}/${at === 0 ? "engine" : at + 1}.sock`;

/** A file written into the container before it starts. Its content is part of the container: a change replaces it. */
export interface ServiceFile {
  path: string;
  content: pulumi.Input<string>;
  /** Octal, such as `0640`; owner and group are root. @default "0644" */
  mode?: string;
}

/** Something of the host's, and where a container has it. */
export interface HostPath {
  host: string;
  inside: string;
}

/** What the containers of a stack have in common. */
export interface Common {
  names: PhysicalNames;
  /** The stack's own network. */
  network: pulumi.Input<string>;
}

export interface ServiceArgs {
  names: PhysicalNames;
  role: Role;
  /** Image reference; used as it is on the host, pulled only when the host does not have it. */
  image: string;
  /** Networks to join under the role's name; `host` alone shares the host's network and publishes nothing, `none` has none. */
  networks: pulumi.Input<string>[] | "host" | "none";
  /** Command that succeeds while the service is healthy, runnable inside the image. */
  health: string[];
  /** Memory limit in MiB; swap is not used. */
  memory: number;
  user?: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, pulumi.Input<string>>;
  files?: ServiceFile[];
  /** Data volume, mounted here; it survives replacement and destroy. */
  data?: string;
  /** Volume with the engines' filtered sockets, mounted at /run/engines; `writable`: who makes them. */
  sockets?: { volume: pulumi.Input<string>; writable?: true };
  /** Another service's data volume to look at, read-only. */
  otherData?: { volume: pulumi.Input<string>; path: string };
  /** Host paths mounted read-only, at the same place unless another is named. */
  hostPaths?: (string | HostPath)[];
  /** Container port published on 127.0.0.1 of the host, or on all its addresses. */
  port?: { internal: number; external: number; ip?: "0.0.0.0" };
  /** Capabilities kept, as `CAP_…`; all others are dropped. */
  capabilities?: string[];
  /** Its root cannot be written to. The engine then takes no `files` (docs/decisions/read-only-roots.md). @default it can */
  readOnly?: true;
  /** Folder in memory, of at most 1 MiB, that it may write to all the same. @default none */
  inMemory?: string;
  /** Whether `up` goes on while it is not healthy. @default false */
  optional?: boolean;
  /** It sees the host's processes. @default only its own */
  hostPids?: boolean;
  /** Graphics cards by the engine's runtime for them. @default none */
  gpus?: "all";
  /** Devices by their CDI names. @default none */
  deviceRequests?: docker.types.input.ContainerDeviceRequest[];
}

/**
 * One long-running container with the house rules: pinned image, health awaited, restarted, limited, hardened,
 * logs rotated, reachable on loopback only. Data is on a named volume that outlives the container and the stack.
 */
export class Service extends pulumi.ComponentResource {
  public readonly container: docker.Container;
  public readonly volume?: docker.Volume;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Service", name, {}, opts);

    const image = new docker.RemoteImage(
      `${name}-image`,
      // Other stacks and people may use the image too: never delete it.
      { name: args.image, keepLocally: true },
      { parent: this },
    );
    this.volume = args.data
      ? new docker.Volume(
          `${name}-volume`,
          { name: args.names.volume(args.role), labels: args.names.labels },
          // A volume keeps what it was made with, by whomever: nothing of that may replace it, and with it the data (docs/decisions/volumes-never-replaced.md).
          { parent: this, retainOnDelete: true, ignoreChanges: ["labels", "driver", "driverOpts"] },
        )
      : undefined;

    this.container = new docker.Container(
      `${name}-container`,
      {
        name: args.names.container(args.role),
        image: image.imageId,
        user: args.user,
        entrypoints: args.entrypoint,
        command: args.command,
        envs: Object.entries(args.environment ?? {}).map(
          ([key, value]) => pulumi.interpolate`${key}=${value}`,
        ),
        uploads: (args.files ?? []).map((file) => ({
          file: file.path,
          content: file.content,
          permissions: file.mode ?? "0644",
        })),
        volumes: [
          ...(this.volume && args.data ? [{ volumeName: this.volume.name, containerPath: args.data }] : []),
          ...(args.otherData
            ? [{ volumeName: args.otherData.volume, containerPath: args.otherData.path, readOnly: true }]
            : []),
          ...(args.hostPaths ?? []).map((path) => {
            const { host, inside } = typeof path === "string" ? { host: path, inside: path } : path;
            return { hostPath: host, containerPath: inside, readOnly: true };
          }),
          ...(args.sockets
            ? [
                {
                  volumeName: args.sockets.volume,
                  containerPath: socketFolder,
                  readOnly: !args.sockets.writable,
                },
              ]
            : []),
        ],
        readOnly: args.readOnly,
        tmpfs: args.inMemory ? { [args.inMemory]: "rw,nosuid,nodev,noexec,size=1m" } : undefined,
        pidMode: args.hostPids ? "host" : undefined,
        gpus: args.gpus,
        deviceRequests: args.deviceRequests,
        ...networking(args),
        ports: args.port ? [{ ip: "127.0.0.1", ...args.port }] : undefined,
        labels: [{ label: dockerLabels.role, value: args.role }, ...args.names.labels],

        // Durations as the engine writes them: what is read back is compared as text.
        healthcheck: {
          tests: ["CMD", ...args.health],
          interval: "5s",
          timeout: "5s",
          retries: 6,
          // Until then one that was never well is told from one that was: a migration takes minutes.
          startPeriod: "10m0s",
        },
        wait: !args.optional,
        waitTimeout: 120,
        restart: "unless-stopped",
        // 0 would be an immediate SIGKILL; Loki and Grafana write on their way out.
        destroyGraceSeconds: 30,
        memory: args.memory,
        memorySwap: args.memory,
        // Half a usual container's share: where processors are scarce the chat goes first.
        cpuShares: 512,
        capabilities: { drops: ["ALL"], adds: args.capabilities },
        // SELinux lets a container see neither the host's logs, processes nor the engine's socket.
        securityOpts: [
          "no-new-privileges:true",
          ...(args.hostPaths || args.hostPids || args.sockets ? ["label=disable"] : []),
        ],
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
      },
      {
        parent: this,
        // The provider ignores edits of these, and forgets a failed start: replace instead (docs/decisions/docker-provider-updates.md).
        replaceOnChanges: ["#initerror", "healthcheck", "init", "tmpfs"],
        deleteBeforeReplace: true,
        // The engine's own defaults are merged into what is read back: constant here, so never compare.
        ignoreChanges: ["logOpts"],
      },
    );
    this.registerOutputs({ container: this.container.name });
  }
}

/** Settings of the Go runtime for a memory limit in MiB: it collects early and in time, instead of being killed. */
export function goRuntime(memory: number): Record<string, string> {
  return { GOMEMLIMIT: `${Math.floor(memory * 0.9)}MiB`, GOGC: "50" };
}

function networking({ networks, role }: ServiceArgs): Partial<docker.ContainerArgs> {
  return typeof networks === "string"
    ? { networkMode: networks }
    : {
        networksAdvanced: networks.map((name) => ({ name, aliases: [role] })),
        hosts: [{ host: "host.docker.internal", ip: "host-gateway" }],
      };
}
