import type { Route } from "./settings";

/** What became of messages. */
export type Outcome = "refused" | "delayed" | "lost" | "recovered";

export interface Why {
  code?: number;
  said?: string;
  /** @default 1 */
  messages?: number;
}

export type Log = (outcome: Outcome, why: Why) => void;

/** Writes what became of messages as a JSON line that names the receiver by its key and holds nothing secret. */
export function logOf({ key: receiver, type }: Route): Log {
  return (outcome, { code, said = "", messages = 1 }) => {
    // Warnings and errors only: the collector drops what is below.
    const level = outcome === "lost" ? "error" : "warn";
    const line = { level, relay: outcome, receiver, type, code, messages, said: said.slice(0, 300) };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}
