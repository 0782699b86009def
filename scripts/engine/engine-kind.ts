import type { DockerCli } from "./docker-cli";

/** What an engine says of itself. */
export interface EngineKind {
  name: "Docker" | "Podman";
  version: string;
  /** It runs without root: its socket is in its user's runtime folder. */
  rootless: boolean;
  /** Docker from the snap store, which sees only some of the host's folders. */
  snap: boolean;
}

/** The oldest that can be used. */
const oldest = { Docker: "20.10", Podman: "4.0" };

/** Whether a version of Podman, whose API is Docker's, stands where Docker's does. */
const isPodman = '{{range .Server.Components}}{{if eq .Name "Podman Engine"}}yes{{end}}{{end}}';

/** Why an engine of this version, as `docker version` says it, is too old, if so. */
export async function tooOld(cli: DockerCli, address: string, version: string): Promise<string | undefined> {
  if (!before(version, oldest.Docker)) return undefined;
  const name = (await isPodmans(cli)) ? "Podman" : "Docker";
  return before(version, oldest[name])
    ? `The ${name} engine at ${address} is version ${version.trim()}; ${oldest[name]} or later is needed. Update ${name}.`
    : undefined;
}

/** What kind of engine it is; undefined where it does not say. */
export async function engineKind(cli: DockerCli): Promise<EngineKind | undefined> {
  const format = "{{.ServerVersion}}\t{{.DockerRootDir}}\t{{range .SecurityOptions}}{{.}} {{end}}";
  const { status, stdout } = await cli.run(["info", "--format", format]);
  const [version = "", folder = "", security = ""] = stdout.trim().split("\t");
  if (status !== 0 || !version) return undefined;
  return {
    name: (await isPodmans(cli)) ? "Podman" : "Docker",
    version,
    rootless: /\bname=rootless\b/.test(security),
    snap: /^\/var\/snap\//.test(folder),
  };
}

/** Whether Podman stands behind Docker's API. */
export async function isPodmans(cli: Pick<DockerCli, "run">): Promise<boolean> {
  return (await cli.run(["version", "--format", isPodman])).stdout.trim() === "yes";
}

function before(version: string, limit: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number.parseFloat);
  const [least = 0, then = 0] = limit.split(".").map(Number);
  return major < least || (major === least && minor < then);
}
