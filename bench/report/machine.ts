import { spawnSync } from "node:child_process";
import * as os from "node:os";

import { images } from "../../tests/e2e/loss/images";
import { installed } from "../../tests/e2e/stand/user-environment";
import { setting } from "../../tests/support/pins";
import { root } from "../revision";

/** Where it was measured. */
export interface Machine {
  processor: string;
  cores: number;
  /** MiB. */
  memory: number;
  kernel: string;
  engine: string;
}

/** This machine. */
export function machine(): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.cpus().length,
    memory: Math.round(os.totalmem() / 1_048_576),
    kernel: `${os.type()} ${os.release()}`,
    engine: `Docker ${said("docker", "version", "--format", "{{.Server.Version}}")}`,
  };
}

/** The versions of all that takes part, this program's commit among them. */
export function versions(): Record<string, string> {
  const { writer: probe, ...others } = images;
  const changed = said("git", "status", "--porcelain", "--untracked-files=no");
  return {
    commit: `${said("git", "rev-parse", "--short", "HEAD")}${changed === "" ? "" : " with changes"}`,
    ...others,
    probe,
    grafana: setting("grafanaImage"),
    node: process.version,
    pulumi: said("pulumi", "version"),
  };
}

/** What a program prints, or `none` where there is no such program or it fails. */
function said(program: string, ...args: string[]): string {
  const { status, stdout } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: installed() },
  });
  return status === 0 ? stdout.trim() : "none";
}
