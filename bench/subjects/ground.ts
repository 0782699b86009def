import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { docker } from "../../tests/e2e/loss/docker";
import type { Running } from "./subject";

/** Starts something on a ground of its own, which goes with it. */
export function grounded(
  start: (ground: Ground) => Promise<Omit<Running, "dispose">>,
): () => Promise<Running> {
  return async () => {
    const ground = await Ground.create();
    const dispose = () => ground.dispose();
    try {
      return { ...(await start(ground)), dispose };
    } catch (error) {
      await dispose();
      throw error;
    }
  };
}

/** Containers on a network of their own and a folder, all of random names, which go together. */
export class Ground {
  private readonly prefix = `bench-${crypto.randomBytes(3).toString("hex")}`;
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "bench-"));
  /** By what they are for. */
  readonly containers: Record<string, string> = {};
  private readonly volumes: string[] = [];

  static async create(): Promise<Ground> {
    const ground = new Ground();
    // Whoever runs in the containers reads what lies there.
    fs.chmodSync(ground.folder, 0o755);
    await docker("network", "create", ground.prefix);
    return ground;
  }

  /** Starts a container, by default with a name of the ground's; the others know it by what it is for. */
  async run(
    role: string,
    options: string[],
    command: string[],
    name = `${this.prefix}-${role}`,
  ): Promise<void> {
    this.containers[role] = name;
    const network = ["--network", this.prefix, "--network-alias", role];
    await docker("run", "-d", "--name", name, ...network, ...options, ...command);
  }

  /** The option of `docker run` that gives a container a volume which is empty at first. */
  volume(role: string, inside: string): string[] {
    const name = `${this.prefix}-${role}`;
    this.volumes.push(name);
    return ["-v", `${name}:${inside}`];
  }

  /** A folder below the ground's, made when it is not there. */
  subfolder(name: string): string {
    const folder = path.join(this.folder, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Where a container's port is on this host. */
  async address(role: string, port: number): Promise<string> {
    return docker("port", this.containers[role] ?? "", `${port}/tcp`);
  }

  async dispose(): Promise<void> {
    const attempt = (...args: string[]) => docker(...args).catch(() => "");
    const names = Object.values(this.containers);
    if (names.length > 0) await attempt("rm", "-f", ...names);
    if (this.volumes.length > 0) await attempt("volume", "rm", "-f", ...this.volumes);
    await attempt("network", "rm", this.prefix);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
