import type { Answer, Machine } from "../../scripts/doctor/machine";

/** A machine that a test makes up: what it says nothing of is empty, silent and not there. */
export function madeMachine(known: Partial<Machine> = {}): Machine {
  const silent: Answer = { took: 4000, text: "", error: "no answer within 4 s" };
  return {
    now: () => Date.parse("2026-11-26T12:00:00Z"),
    proxy: () => "",
    exists: () => false,
    writable: () => true,
    read: () => undefined,
    ends: () => undefined,
    disk: () => ({ total: 100 * 2 ** 30, free: 50 * 2 ** 30, inodesFree: 0.9 }),
    memory: () => ({ total: 16 * 2 ** 30, available: 8 * 2 ** 30 }),
    run: () => Promise.resolve(undefined),
    ask: () => Promise.resolve(silent),
    connect: () => Promise.resolve("no answer within 4 s"),
    ...known,
  };
}
