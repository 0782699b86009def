import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { dockerLabels, type PhysicalNames } from "../shared/naming";
import type { Role } from "./parts";

/** A file written into the container before it starts. Its content is part of the container: a change replaces it. */
export interface ServiceFile {
  path: string;
  content: pulumi.Input<string>;
  /** Octal, such as `0640`; owner and group are root. @default "0644" */
  mode?: string;
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
  /** Networks to join under the role's name; `host` alone shares the host's network and publishes nothing. */
  networks: pulumi.Input<string>[] | "host";
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
  /** Another service's data volume to look at, read-only. */
  otherData?: { volume: pulumi.Input<string>; path: string };
  /** Host paths mounted read-only at the same place. */
  hostPaths?: string[];
  /** Container port published on 127.0.0.1 of the host. */
  port?: { internal: number; external: number };
  /** Capabilities kept, as `CAP_…`; all others are dropped. */
  capabilities?: string[];
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
          // A volume keeps the labels it was made with: others must never replace it, and with it the data (docs/decisions/volumes-never-replaced.md).
          { parent: this, retainOnDelete: true, ignoreChanges: ["labels"] },
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
          ...(args.hostPaths ?? []).map((path) => ({ hostPath: path, containerPath: path, readOnly: true })),
        ],
        ...networking(args),
        ports: args.port ? [{ ...args.port, ip: "127.0.0.1" }] : undefined,
        labels: [{ label: dockerLabels.role, value: args.role }, ...args.names.labels],

        // Durations as the engine writes them: what is read back is compared as text.
        healthcheck: {
          tests: ["CMD", ...args.health],
          interval: "5s",
          timeout: "5s",
          retries: 6,
          startPeriod: "1m0s",
        },
        wait: true,
        waitTimeout: 120,
        restart: "unless-stopped",
        // 0 would be an immediate SIGKILL; Loki and Grafana write on their way out.
        destroyGraceSeconds: 30,
        memory: args.memory,
        memorySwap: args.memory,
        capabilities: { drops: ["ALL"], adds: args.capabilities },
        securityOpts: ["no-new-privileges:true"],
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
  return networks === "host"
    ? { networkMode: "host" }
    : {
        networksAdvanced: networks.map((name) => ({ name, aliases: [role] })),
        hosts: [{ host: "host.docker.internal", ip: "host-gateway" }],
      };
}
