import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** This project's folder. */
export const root = path.join(__dirname, "..");

/** The program of another revision, with the packages of this one, in a folder that the caller removes. */
export function checkout(revision: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compare-"));
  const archive = execFileSync("git", ["archive", revision], { cwd: root, maxBuffer: 1e9 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** What a program of bench/ prints, as JSON, for the checkout in a folder: two versions of a module share no process. */
export function printedFor<T>(program: string, folder: string): T {
  const args = ["tsx", path.join(root, "bench", program), folder];
  return JSON.parse(execFileSync("npx", args, { cwd: root, encoding: "utf8", maxBuffer: 64e6 })) as T;
}
