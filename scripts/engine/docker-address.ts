import { spawnSync } from "node:child_process";

import { withoutPassword } from "../../components/shared/addresses";
import { dockerHost } from "../../components/shared/checks";
import { noContext } from "../command/docker-context";
import { Failure } from "../command/fail";
import { causes, refused } from "./refused";

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
  get shown(): string {
    return withoutPassword(this.url);
  }

  /** On another machine, as far as its address tells. */
  get remote(): boolean {
    return /^(?:ssh|tcp):/.test(this.url);
  }

  /** @throws Failure when the address is none */
  refuseMalformed(): void {
    const { DOCKER_CONTEXT: context } = process.env;
    if (context && !this.configured) throw new Failure(noContext(context));
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
    const problem = await refused(
      place.host,
      place.port,
      patience,
      (error) => causes[error.code ?? ""] ?? error.message,
      // As every ssh server does, at once.
      this.url.startsWith("ssh:") ? "SSH-2.0-deepchat_observability\r\n" : undefined,
    );
    return problem && this.unusable(`${place.host}, port ${place.port}: ${problem}`);
  }

  /** What it means that docker failed with these words, and what to do. */
  unusable(words: string): string {
    const address = this.shown;
    // Docker 29 takes no version of the API below 1.44.
    const [, client = "", age = "", limit = ""] =
      /client version (\S+) is too (old|new)\. M\w+ supported API version is ([\d.]+)/i.exec(words) ?? [];
    if (age === "old")
      return `The Docker engine at ${address} takes clients of API ${limit} and later, and the command \`docker\` on this machine is of ${client}. Update that command (Docker 25 or later).`;
    if (age === "new")
      return `The Docker engine at ${address} takes clients of API ${limit} and earlier, and DOCKER_API_VERSION asks for ${client}. Unset it, or update that engine.`;
    if (/permission denied/i.test(words) && !this.remote) {
      return `No permission to use Docker at ${address}. Add yourself to its group and log in again: sudo usermod -aG docker $USER. An engine of your own, without root, is chosen with dockerHost: unix:///run/user/$(id -u)/docker.sock`;
    }
    if (address.startsWith("ssh://")) {
      return `The Docker engine at ${address} cannot be reached: ${words.trim()}. Check that the machine is on and that \`ssh ${address.slice(6)} docker version\` works without a prompt.`;
    }
    if (this.remote) {
      return `The Docker engine at ${address} cannot be reached: ${words.trim()}. Check that the machine is on and that its engine listens there.`;
    }
    return `No Docker engine answers at ${address}. Start it (${starting(address)}), or set dockerHost or DOCKER_HOST to where it is.`;
  }
}

/** Command that starts the engine whose socket is there. */
function starting(address: string): string {
  const whose = address.startsWith("unix:///run/user/") ? "systemctl --user" : "sudo systemctl";
  return `${whose} start ${address.endsWith("/podman.sock") ? "podman.socket" : "docker"}`;
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
