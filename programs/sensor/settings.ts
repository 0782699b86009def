import {
  type Duration,
  duration,
  type Environment,
  type HeartbeatSettings,
  heartbeatSettings,
  oneOf,
  SettingError,
  text,
} from "../shared/settings";
import { clip } from "../shared/text";

const kinds = ["nvidia", "amd", "intel"] as const;

export type Kind = (typeof kinds)[number];

export interface Settings {
  kind: Kind;
  /** Program that is asked about NVIDIA's cards. */
  nvidiaSmi: string;
  /** So long without a line means that it hangs. */
  hangAfter: Duration;
  /** Folder with the machine's own files: memory. */
  proc: string;
  /** Folder with the host's processes; empty: who holds what cannot be told. */
  hostProc: string;
  /** Folder with the kernel's devices. */
  sys: string;
  /** Names of containers that are ours: Ollama's and model servers'. */
  ourContainers: RegExp;
  /** The same for processes. */
  ourProcesses: RegExp;
  /** Socket of the engine that knows containers' names; empty: they are told by their ids. */
  engineSocket: string;
}

export function readHeartbeatSettings(env: Environment): HeartbeatSettings {
  return heartbeatSettings(env, "sensor", duration(env, "SENSOR_INTERVAL", "15s"));
}

/** @param interval between two rounds, which has to be shorter than what counts as hanging */
export function readSettings(env: Environment, interval: Duration): Settings {
  const hangAfter = duration(env, "HANG_AFTER", "30s");
  if (interval.ms >= hangAfter.ms)
    throw new SettingError(
      `${interval.name} (${interval.text}) must be shorter than HANG_AFTER (${hangAfter.text}).`,
    );
  return {
    kind: oneOf(env, "GPU_KIND", kinds),
    nvidiaSmi: text(env, "NVIDIA_SMI", "nvidia-smi"),
    hangAfter,
    proc: text(env, "PROC", "/proc"),
    hostProc: text(env, "HOST_PROC"),
    sys: text(env, "SYS", "/sys"),
    ourContainers: expression(env, "OUR_CONTAINERS"),
    ourProcesses: expression(env, "OUR_PROCESSES"),
    engineSocket: text(env, "ENGINE_SOCKET"),
  };
}

/** Matched from the start; empty: nothing is. */
function expression(env: Environment, name: string): RegExp {
  const written = text(env, name, "(?!)");
  try {
    return new RegExp(`^(?:${written})`);
  } catch (error) {
    throw new SettingError(
      `${name} is "${clip(written)}", which is no regular expression: ${(error as Error).message}.`,
    );
  }
}
