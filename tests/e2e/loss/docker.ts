import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs docker without stopping this process: writers go on meanwhile. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}
