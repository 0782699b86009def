import { Heartbeat } from "./heartbeat";
import { heartbeatFile } from "./settings";

/** Milliseconds between two questions; components/containers/alive.ts is told the same. */
const EVERY = 10_000;

/**
 * Beats as long as a program that has no rounds answers its own question: at once, and every ten seconds.
 *
 * @param program its name, which its file of heartbeats has
 * @param answers never rejects
 */
export function beatWhileAnswering(program: string, answers: () => Promise<boolean>): void {
  const heartbeat = new Heartbeat(heartbeatFile(process.env, program));
  const ask = async () => {
    if (await answers()) heartbeat.beat();
  };
  void ask();
  setInterval(() => void ask(), EVERY);
}
