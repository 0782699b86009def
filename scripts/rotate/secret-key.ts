import { isDeepStrictEqual } from "node:util";

import type { ServerConfig } from "../../components/config/stack";
import { parts } from "../../components/containers/parts";
import { readProgram } from "../../components/shared/assets";
import { physicalNames } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import type { Docker } from "../engine/docker";
import { GrafanaApi } from "../grafana/api";

const export_ = "/api/v1/provisioning/contact-points/export?format=json&decrypt=true";

/**
 * Gives Grafana another key for the secrets in its database: first other data keys and every secret encrypted with them, by
 * Grafana itself, then the data keys anew for the new key, which Grafana cannot do, while it is stopped. Goes back by itself
 * when Grafana does not come up with all secrets readable.
 */
export class SecretKeyRotation {
  private readonly name: string;
  private readonly volume: string;
  private readonly grafana: GrafanaApi;

  constructor(
    private readonly config: ServerConfig,
    private readonly docker: Docker,
    adminPassword: string,
  ) {
    const names = physicalNames(config.project, config.stack);
    this.name = names.container("grafana");
    this.volume = names.volume("grafana");
    this.grafana = new GrafanaApi(`http://127.0.0.1:${config.grafana.port}/`, adminPassword);
  }

  /** @throws Failure saying what is as it was */
  async run(): Promise<void> {
    const able = await this.docker.exec("grafana", ["grep", "-q", "rotated", "/etc/deepchat/entrypoint.sh"]);
    if (able.status !== 0)
      throw new Failure(
        "Grafana does not run, or was made by an earlier version of this program. First: npm run up. Nothing was changed.",
      );
    const before = await this.secrets();
    for (const step of ["rotate-data-keys", "reencrypt-secrets"]) await this.ask(step);
    interruption.refuse();
    await interruption.during(this.switch(before));
  }

  private async switch(before: unknown): Promise<void> {
    console.log("Stopping Grafana for a few seconds.");
    await this.docker.stop(this.name);
    const { status, stderr } = await this.rekey();
    if (status !== 0) {
      await this.start();
      throw new Failure(`Grafana's key is the one it was: ${stderr.trim()}`);
    }
    try {
      await this.start();
      if (!isDeepStrictEqual(await this.secrets(), before))
        throw new Failure("its secrets could not be read with the new key");
    } catch (error) {
      await this.docker.stop(this.name);
      const undone = await this.rekey("back");
      await this.start();
      throw new Failure(
        undone.status === 0
          ? `Grafana's key is the one it was again: ${(error as Error).message}`
          : `Grafana's key could not be put back (${undone.stderr.trim()}): its volume ${this.volume} has grafana.db.before and .secret-key.before. It was taken back because ${(error as Error).message}`,
      );
    }
    await this.docker.exec("grafana", ["sh", "-c", 'rm -f "$0"/*.before "$0"/.*.before', parts.grafana.data]);
    console.log(
      "Grafana has another key for its secrets, and other data keys. Who was logged in logs in again.",
    );
  }

  /** One of Grafana's own ways to encrypt anew. */
  private async ask(step: string): Promise<void> {
    const { status } = await this.grafana.request("POST", `/api/admin/encryption/${step}`, {});
    // 206: some of it could not be read, so it is lost already; Grafana's log says what.
    if (status !== 200 && status !== 204)
      throw new Failure(
        `Grafana answers ${status} to ${step}: a secret in its database cannot be read; its log says which: docker logs ${this.name}. Its key is the one it was.`,
      );
  }

  /** Receivers with what is secret in them. */
  private async secrets(): Promise<unknown> {
    const found = await this.grafana.get(export_);
    if (found === undefined) throw new Failure("Grafana does not show its receivers.");
    return found;
  }

  /** In a container of its own beside the volume: Grafana's image has nothing to write a database with. */
  private rekey(...args: string[]) {
    const { image } = this.config.probe;
    const volume = `${this.volume}:${parts.grafana.data}`;
    const guarded = ["--network", "none", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
    const node = ["--experimental-sqlite", "--no-warnings", "--input-type=module", "-", ...args];
    return this.docker.cli.run(
      [
        "run",
        "--rm",
        "-i",
        ...guarded,
        "--user",
        "472:0",
        "-v",
        volume,
        "--entrypoint",
        "node",
        image,
        ...node,
      ],
      { input: readProgram("rekey") },
    );
  }

  private async start(): Promise<void> {
    await this.docker.cli.lines(["start", this.name]);
    for (let left = 120; left > 0; left--) {
      if ((await this.grafana.status("/api/health")) === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Failure(
      `Grafana does not answer after two minutes; its log says why: docker logs ${this.name}`,
    );
  }
}
