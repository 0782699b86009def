import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../offline/project";
import { Archive } from "./archive";

/** Where backups go unless told otherwise; git ignores it. */
export const usualFolder = path.join(root, "backups");

/** Name of a backup that begins now, such as `dev-20261126-174512`. @param now @default the present, in UTC */
export function backupName(stack: string, now = new Date()): string {
  const [, date = "", time = ""] = /^(.+)T(.+)\./.exec(now.toISOString()) ?? [];
  return `${stack}-${date.replaceAll("-", "")}-${time.replaceAll(":", "")}`;
}

/**
 * Removes a stack's backups in a folder but for the newest. What is no backup of that stack, or cannot be read, stays.
 *
 * @returns names of those that went
 */
export function removeOld(folder: string, project: string, stack: string, keep: number): string[] {
  const own = fs.readdirSync(folder).filter((name) => isOf(path.join(folder, name), name, project, stack));
  const old = own.sort().reverse().slice(keep);
  for (const name of old) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  return old;
}

function isOf(folder: string, name: string, project: string, stack: string): boolean {
  // Only those that were named by `backup`: one that somebody named is meant to stay.
  if (!name.startsWith(`${stack}-`) || !/^\d{8}-\d{6}$/.test(name.slice(stack.length + 1))) return false;
  try {
    return Archive.open(folder, project).manifest.stack === stack;
  } catch {
    return false;
  }
}
