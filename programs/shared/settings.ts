import { clip } from "./text";

/** A setting that cannot be used; its message is a sentence for whoever set it. */
export class SettingError extends Error {}

/** A duration, and how it was written in which setting. */
export interface Duration {
  name: string;
  text: string;
  ms: number;
}

/** What the health check of a program's container looks at (components/containers/alive.ts). */
export interface HeartbeatSettings {
  /** File whose content says when the last round began. */
  file: string;
  /** Between two rounds. */
  interval: Duration;
}

export type Environment = Record<string, string | undefined>;

/** @param program its name, which its file of heartbeats has unless HEARTBEAT_FILE says otherwise */
export function heartbeatFile(env: Environment, program: string): string {
  return text(env, "HEARTBEAT_FILE", `/dev/shm/${program}-heartbeat`);
}

/** @param program its name, which its file of heartbeats has */
export function heartbeatSettings(env: Environment, program: string, interval: Duration): HeartbeatSettings {
  return { file: heartbeatFile(env, program), interval };
}

/** @returns without blanks around it; the fallback where it is empty */
export function text(env: Environment, name: string, fallback = ""): string {
  return env[name]?.trim() || fallback;
}

/** @param allowed the first is the one that is meant where nothing is said */
export function oneOf<T extends string>(env: Environment, name: string, allowed: readonly [T, ...T[]]): T {
  const written = text(env, name, allowed[0]);
  const found = allowed.find((each) => each === written);
  if (!found) throw new SettingError(`${name} is "${clip(written)}"; use ${allowed.join(", ")}.`);
  return found;
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const SHORTEST = 10;
const LONGEST = 24 * 3_600_000;

/** @param limit another that must be longer */
export function duration(env: Environment, name: string, fallback: string, limit?: Duration): Duration {
  const written = text(env, name, fallback);
  let ms = 0;
  const rest = written.replace(/(\d+(?:\.\d+)?)(ms|s|m|h)/g, (_, amount: string, unit: string) => {
    ms += Number(amount) * (UNITS[unit] ?? NaN);
    return "";
  });
  if (rest || ms < SHORTEST || ms > LONGEST) {
    throw new SettingError(
      `${name} is "${clip(written)}"; use a duration from 10ms to 24h, such as ${fallback}.`,
    );
  }
  if (limit && ms >= limit.ms)
    throw new SettingError(`${name} (${written}) must be shorter than ${limit.name} (${limit.text}).`);
  return { name, text: written, ms };
}
