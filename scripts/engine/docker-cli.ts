import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

import { Failure } from "../command/fail";

export interface CliOptions {
  /** For the command's standard input: what is secret goes in here, where no process list shows it. @default "" */
  input?: string;
  /** Milliseconds after which the command is ended. @default none */
  timeout?: number;
  /** The person sees what it prints, instead of getting it returned. Errors are returned all the same. @default false */
  show?: boolean;
}

export interface CliResult {
  /** null: it did not end by itself. */
  status: number | null;
  stdout: string;
  stderr: string;
  /** Why there is no status: no such command here, or the time was over. */
  cause?: "missing" | "timeout";
}

/** The docker command on one engine. Never holds up what else this process does. */
export class DockerCli {
  /** @param address of the engine, as DOCKER_HOST has it */
  constructor(private readonly address: string) {}

  /** Runs a command; never throws for how it ends. */
  run(args: string[], { input = "", timeout, show = false }: CliOptions = {}): Promise<CliResult> {
    const child = spawn("docker", args, {
      stdio: ["pipe", show ? "inherit" : "pipe", "pipe"],
      env: { ...process.env, DOCKER_HOST: this.address },
    });
    let stdout = "";
    let stderr = "";
    let cause: CliResult["cause"];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // A command that ends without reading is no mistake of ours.
    child.stdin?.on("error", () => undefined).end(input);
    const end = () => {
      cause = "timeout";
      child.kill();
    };
    const timer = timeout ? setTimeout(end, timeout) : undefined;
    return new Promise((resolve) => {
      const finish = (status: number | null) => {
        clearTimeout(timer);
        resolve({ status, stdout, stderr, cause });
      };
      child.once("error", ({ code }: NodeJS.ErrnoException) => {
        if (code === "ENOENT") cause = "missing";
        finish(null);
      });
      child.once("close", finish);
    });
  }

  /** Starts a command whose input and output are too much to be held. */
  stream(args: string[]): {
    child: ChildProcessWithoutNullStreams;
    ended: Promise<Pick<CliResult, "status" | "stderr">>;
  } {
    const child = spawn("docker", args, { env: { ...process.env, DOCKER_HOST: this.address } });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // A command that ends without reading is no mistake of ours.
    child.stdin.on("error", () => undefined);
    const ended = new Promise<Pick<CliResult, "status" | "stderr">>((resolve) => {
      child.once("error", ({ message }) => resolve({ status: null, stderr: message }));
      child.once("close", (status) => resolve({ status, stderr }));
    });
    return { child, ended };
  }

  /** The lines a command prints. @throws Failure with what it says when it fails */
  async lines(args: string[]): Promise<string[]> {
    const { status, stdout, stderr } = await this.run(args);
    if (status !== 0) throw new Failure(`docker ${args.join(" ")} failed: ${stderr.trim()}`);
    return stdout.split("\n").filter(Boolean);
  }
}
