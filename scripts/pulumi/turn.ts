import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { stateFolder } from "../../components/config/owner";
import { Failure } from "../command/fail";
import { isAlive } from "../command/process";
import { localFolder } from "./backend";
import { releaseDeadLocks } from "./dead-locks";
import type { StackReader } from "./stack-reader";

/** Who has the turn. */
interface Holder {
  command: string;
  pid: number;
  hostname: string;
  /** When its process began, as ps says it: another one may have its number by now. @default not known */
  started?: string;
  /** Of one boot of its machine: a process of an earlier one is gone, whoever has its number now. */
  boot: string;
}

/** Names the turn to the commands that one with the turn runs: they share it. */
const shared = "DEEPCHAT_OBSERVABILITY_TURN";

/**
 * Waits until no other command changes the stack, and keeps others waiting until this process ends: what another one is
 * just making looks like what was left by one that was cut off. Commands of this machine that share a state take turns;
 * the lock of a Pulumi CLI whose command was killed counts, too, while it runs.
 *
 * @throws Failure when a command of another machine has the turn
 */
export async function takeTurn(
  { stack, environment }: Pick<StackReader, "stack" | "environment">,
  command: string,
): Promise<void> {
  const backend = environment.PULUMI_BACKEND_URL ?? "";
  const folder = stateFolder(backend) ?? localFolder;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${stack}.turn`);
  if (process.env[shared] === file) return;
  const { pid } = process;
  const own: Holder = { command, pid, hostname: os.hostname(), started: startOf(pid), boot: bootId() };
  let told: number | undefined;
  let mine = false;
  for (;;) {
    const holder = claim(file, own);
    if (!holder && !mine) {
      mine = true;
      process.on("exit", () => release(file, own));
    }
    const busy = holder?.pid ?? releaseDeadLocks(backend, stack);
    if (busy === undefined) {
      process.env[shared] = file;
      return;
    }
    if (told !== busy)
      console.log(
        `${holder ? `npm run ${holder.command}` : "A Pulumi CLI"} is working on stack ${stack} (process ${busy}): waiting for its end.`,
      );
    told = busy;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Takes the turn; where another one has it, says who. */
function claim(file: string, own: Holder): Holder | undefined {
  const draft = `${file}.${crypto.randomBytes(4).toString("hex")}`;
  fs.writeFileSync(draft, JSON.stringify(own));
  try {
    for (;;) {
      if (linked(draft, file)) return undefined;
      const holder = read(file);
      if (holder && isSame(holder, own)) return undefined;
      if (holder && holder.hostname !== own.hostname)
        throw new Failure(
          `npm run ${holder.command} of the machine ${holder.hostname} is working on this stack, or was killed while it did. Nothing was done. If none is running: rm ${file}`,
        );
      if (holder && holder.boot === own.boot && works(holder)) return holder;
      clear(file, `${draft}.dead`, holder);
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function works({ pid, started }: Holder): boolean {
  return isAlive(pid) && (started === undefined || started === startOf(pid));
}

/** When a process began; undefined where ps cannot be asked. */
function startOf(pid: number): string | undefined {
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return stdout?.trim() || undefined;
}

/** Gives a file a second name, whole from its first moment on; false where that name is taken. */
function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Of two that find a dead one's turn, one takes it away; what another one took meanwhile is put back. */
function clear(file: string, aside: string, dead: Holder | undefined): void {
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  const found = read(aside);
  if (found && !(dead && isSame(found, dead))) linked(aside, file);
  fs.rmSync(aside, { force: true });
}

function isSame(one: Holder, other: Holder): boolean {
  return one.pid === other.pid && one.boot === other.boot && one.hostname === other.hostname;
}

function release(file: string, own: Holder): void {
  const holder = read(file);
  if (holder && isSame(holder, own)) fs.rmSync(file, { force: true });
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** Empty where a system tells of none. */
function bootId(): string {
  try {
    return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
