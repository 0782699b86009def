import { amount, told, values } from "./csv";

/** What nvidia-smi is asked of processes; the name, which may hold anything, last. */
export const appFields = ["gpu_uuid", "pid", "used_gpu_memory", "process_name"];

/** A process that holds memory of a card. */
export interface App {
  uuid: string;
  pid: number;
  /** File name of its program, or its title; never its arguments. */
  process?: string;
  /** Bytes; undefined where it is not told (WSL2). */
  memory?: number;
}

/** Reads a line about a process; undefined where it is none. */
export function readApp(line: string): App | undefined {
  const [uuid = "", pid = "", memory, name] = values(line, appFields.length) ?? [];
  if (!/^(?:GPU|MIG)-/.test(uuid) || !/^\d+$/.test(pid)) return undefined;
  return { uuid, pid: Number(pid), process: program(told(name)), memory: amount(memory, 2 ** 20, 2 ** 50) };
}

/** The program in a command: what comes after it may be anybody's secret. */
function program(command: string | undefined): string | undefined {
  const path = command?.replace(/ -.*$/s, "");
  const name = path?.startsWith("/") && / \//.test(path) ? path.slice(0, path.indexOf(" /")) : path;
  return name?.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1).slice(0, 64) || undefined;
}
