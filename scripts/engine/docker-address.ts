import { spawnSync } from "node:child_process";
import * as net from "node:net";

import { withoutPassword } from "../../components/shared/addresses";
import { dockerHost } from "../../components/shared/checks";
import { Failure } from "../command/fail";

/** How long a host may take to accept a connection, in milliseconds. */
const patience = 5000;

/** Where a stack's Docker engine is. */
export class DockerAddress {
  readonly url: string;

  /** @param configured the stack's dockerHost; without it the variable DOCKER_HOST, then the local socket */
  constructor(private readonly configured?: string) {
    this.url = configured || process.env.DOCKER_HOST || "unix:///var/run/docker.sock";
  }

  /** As it may be shown. */
  private get shown(): string {
    return withoutPassword(this.url);
  }

  /** On another machine, as far as its address tells. */
  get remote(): boolean {
    return /^(?:ssh|tcp):/.test(this.url);
  }

  /** @throws Failure when the address is none */
  refuseMalformed(): void {
    const allowed = dockerHost(this.url);
    if (allowed) {
      const host = /^[A-Za-z0-9][\w.@-]*$/.test(this.url) ? this.url : "user@host";
      throw new Failure(
        `${this.configured ? "dockerHost" : "DOCKER_HOST"} is ${JSON.stringify(this.shown)}, which is not the address of a Docker engine; allowed: ${allowed}. ` +
          `For another machine over ssh: ssh://${host}; for the engine on this one leave it unset.`,
      );
    }
  }

  /** Why nothing accepts a connection there, if so: left to itself, ssh tries for minutes, without a word. */
  async unreachable(): Promise<string | undefined> {
    const place = this.remote ? endpoint(new URL(this.url)) : undefined;
    if (!place) return undefined;
    console.log(`Connecting to the Docker engine at ${this.shown} (up to ${patience / 1000} s).`);
    const problem = await refused(place.host, place.port);
    return problem && this.unusable(`${place.host}, port ${place.port}: ${problem}`);
  }

  /** What it means that docker failed with these words, and what to do. */
  unusable(words: string): string {
    const address = this.shown;
    if (/permission denied/i.test(words) && !this.remote) {
      return `No permission to use Docker at ${address}. Add yourself to its group and log in again: sudo usermod -aG docker $USER`;
    }
    if (address.startsWith("ssh://")) {
      return `The Docker engine at ${address} cannot be reached: ${words.trim()}. Check that the machine is on and that \`ssh ${address.slice(6)} docker version\` works without a prompt.`;
    }
    if (this.remote) {
      return `The Docker engine at ${address} cannot be reached: ${words.trim()}. Check that the machine is on and that its engine listens there.`;
    }
    return `No Docker engine answers at ${address}. Start it (sudo systemctl start docker), or set dockerHost or DOCKER_HOST to where it is.`;
  }
}

/** Whom a connection goes to by the user's ssh settings; undefined when through a proxy, which alone can tell. */
function endpoint(url: URL): { host: string; port: number } | undefined {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol === "tcp:") return { host, port: Number(url.port) };
  const port = url.port ? ["-p", url.port] : [];
  const { status, stdout } = spawnSync("ssh", ["-G", ...port, host], { encoding: "utf8" });
  if (status !== 0) return undefined;
  const setting = (name: string) => new RegExp(`^${name} (.+)$`, "m").exec(stdout)?.[1] ?? "none";
  if (setting("proxyjump") !== "none" || setting("proxycommand") !== "none") return undefined;
  return { host: setting("hostname"), port: Number(setting("port")) };
}

/** Why nothing accepts a connection there, if so. */
function refused(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (problem?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(problem);
    };
    const timer = setTimeout(() => end(`no answer within ${patience / 1000} s`), patience);
    socket.once("connect", () => end());
    socket.once("error", (error: NodeJS.ErrnoException) => end(words[error.code ?? ""] ?? error.message));
  });
}

const words: Record<string, string> = {
  ENOTFOUND: "no machine of that name is known",
  EAI_AGAIN: "the name cannot be looked up now",
  ECONNREFUSED: "nothing listens there",
  EHOSTUNREACH: "the machine cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "no answer",
};
