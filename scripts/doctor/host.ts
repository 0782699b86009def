import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import type { Diagnosis } from "./diagnosis";
import type { EngineFacts } from "./engine-facts";
import type { Machine } from "./machine";

const gib = 2 ** 30;
/** Bytes that images, state and the first logs need; with less nothing can be written soon. */
const least = gib;
/** Below this share of space or inodes free, what is kept is about to be refused. */
const few = 0.01;
/** Below this share the alerts about disks would fire by default. */
const low = 0.1;
/** A clock this far off moves lines out of the windows that rules look at, in milliseconds. */
const apart = 60_000;

/** A folder whose disk matters. */
export interface Place {
  what: string;
  path: string;
  /** What to do when it is full. */
  way: string;
}

/** Space and inodes where something is going to be written or models are kept; those of one disk are told each. */
export function disks(machine: Machine, places: Place[]): Diagnosis[] {
  return places.flatMap(({ what, path, way }): Diagnosis[] => {
    const disk = machine.disk(path);
    if (!disk)
      return [
        {
          ...{ what, state: "note", found: `${path} cannot be looked at from here` },
          hint: "of an engine in a virtual machine that is right; else: is it there, and may this user see it?",
        },
      ];
    const { free, total, inodesFree = 1 } = disk;
    const share = free / total;
    const inodes = inodesFree < 1 ? `, ${percent(inodesFree)} of inodes` : "";
    const found = `${path}: ${(free / gib).toFixed(1)} GiB free (${percent(share)})${inodes}`;
    if (free < least || share < few || inodesFree < few)
      return [{ what, state: "failed", found: `full: ${found}`, hint: way }];
    if (share < low || inodesFree < low)
      return [{ what, state: "note", found: `nearly full: ${found}`, hint: way }];
    return [{ what, state: "ok", found }];
  });
}

/**
 * Whether the stack's containers would find the memory that they may use.
 *
 * @param running roles of those that run, and have theirs already
 */
export function memory(
  machine: Machine,
  config: StackConfig,
  { local, total: engines }: { local: boolean; total: number },
  running: string[],
): Diagnosis[] {
  const what = "memory";
  const wanted = partsOf(config)
    .filter(({ role }) => !running.includes(role))
    .reduce((sum, { memory: own = 0 }) => sum + own * 2 ** 20, 0);
  const own = machine.memory();
  const total = engines || own.total;
  // Of another machine, or one in this one, only the whole is known.
  const available = local && Math.abs(engines - own.total) < 0.1 * own.total ? own.available : total;
  const found = `${(available / gib).toFixed(1)} of ${(total / gib).toFixed(1)} GiB available`;
  if (wanted === 0) return [{ what, state: "ok", found }];
  const limits = `the limits of the containers that are to start come to ${(wanted / gib).toFixed(1)} GiB`;
  if (available < 0.25 * gib)
    return [
      { what, state: "failed", found: `${found}; ${limits}`, hint: "end something, or unload a model" },
    ];
  if (available < wanted)
    return [
      {
        ...{ what, state: "note", found: `${found}; ${limits}` },
        hint: "they seldom use all of it; set size: small, or free some",
      },
    ];
  return [{ what, state: "ok", found: `${found}; ${limits}` }];
}

/** Times that a clock can be held against, in milliseconds since 1970. */
export interface OtherClocks {
  /** The engine's. */
  engine?: number;
  /** When the newest image here was built: it is later than that. */
  built?: number;
  /** What servers outside say, with the moment they were asked. */
  outside: { name: string; said: number; at: number }[];
}

/** Whether the time is right: a line's time decides which rule sees it, and Loki refuses what is of the future. */
export async function clock(machine: Machine, others: OtherClocks): Promise<Diagnosis> {
  const what = "clock";
  const now = machine.now();
  const shown = new Date(now).toISOString().replace(/\.\d+/, "");
  const hint = "set it and keep it so: sudo timedatectl set-ntp true (systemd), or chrony; then npm run up";
  const wrong = (why: string): Diagnosis => ({ what, state: "failed", found: `${shown}: ${why}`, hint });
  if (others.built !== undefined && now < others.built)
    return wrong(
      `earlier than ${new Date(others.built).toISOString().slice(0, 10)}, when an image here was built`,
    );
  for (const { name, said, at } of others.outside)
    if (Math.abs(said - at) > apart) return wrong(`${seconds(at - said)} beside what ${name} says`);
  if (others.engine !== undefined && Math.abs(others.engine - now) > apart)
    return wrong(`${seconds(now - others.engine)} beside the clock of the engine's machine`);
  const kept = (await machine.run("timedatectl", ["show", "-p", "NTPSynchronized", "--value"]))?.trim();
  if (kept === "no")
    return { what, state: "note", found: `${shown}, kept right by nobody (NTP is off or not reached)`, hint };
  return { what, state: "ok", found: `${shown}${kept === "yes" ? ", synchronized" : ""}` };
}

/** Which security modules watch over containers, and whether one keeps them from the host's logs. */
export function security(machine: Machine, facts: EngineFacts, local: boolean): Diagnosis {
  const what = "SELinux, AppArmor";
  const named = ["selinux", "apparmor", "seccomp", "rootless", "userns"].filter((name) =>
    facts.security.includes(name),
  );
  const enforced = local && machine.read("/sys/fs/selinux/enforce")?.trim() === "1";
  const engine = `the engine says ${named.join(", ") || "none"}`;
  if (enforced && !facts.security.includes("selinux"))
    return {
      ...{ what, state: "note", found: `SELinux is enforced on this host, and ${engine}` },
      hint: 'containers run outside its policy for them; with Docker: "selinux-enabled": true in /etc/docker/daemon.json',
    };
  const found = enforced
    ? `SELinux enforced; what reads the host's logs runs with label=disable; ${engine}`
    : engine;
  if (facts.security.includes("userns"))
    return {
      ...{ what, state: "note", found: `${found}: root in containers is another user here` },
      hint: "log files must be readable by everybody: the collector may not override their modes",
    };
  return { what, state: "ok", found };
}

function percent(share: number): string {
  return `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
}

function seconds(milliseconds: number): string {
  const size = Math.round(Math.abs(milliseconds) / 1000);
  return `${size < 600 ? `${size} s` : `${Math.round(size / 60)} min`} ${milliseconds > 0 ? "ahead" : "behind"},`;
}
