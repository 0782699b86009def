import { type App, readApp } from "./apps";
import type { Card } from "./card";
import { Looping } from "./looping";

/** Bytes in use that nobody can be named for: processes cannot be seen then. */
const UNEXPLAINED = 2 ** 30;

/** Processes that hold memory of cards, as a second nvidia-smi that goes on all the time tells of them. */
export class AppList {
  readonly smi: Looping;
  private readonly apps = new Map<string, { app: App; at: number }>();

  /** @param interval milliseconds between two rounds */
  constructor(
    command: () => [string, ...string[]] | undefined,
    private readonly interval: number,
  ) {
    const line = (text: string) => this.line(text);
    this.smi = new Looping({ command, line, ended: () => false, pause: interval });
  }

  /**
   * Who holds memory of a card now; undefined: cannot be seen.
   *
   * @param only it is the only card, whatever it is called
   */
  of(uuid: string | undefined, only: boolean): App[] | undefined {
    const now = performance.now();
    // Nothing is written where there is none: what was not seen twice is gone.
    for (const [key, { at }] of this.apps) if (now - at > this.interval * 1.6) this.apps.delete(key);
    const found = [...this.apps.values()].map(({ app }) => app).filter((app) => only || app.uuid === uuid);
    return this.smi.running ? found : undefined;
  }

  private line(text: string): boolean {
    const app = readApp(text);
    if (app) this.apps.set(`${app.uuid} ${app.pid}`, { app, at: performance.now() });
    return app !== undefined;
  }
}

/** Whether processes do not tell who holds a card: without sizes, or none where much is held. */
export function untold(card: Card, apps: App[]): boolean {
  if (apps.length === 0) return !card.unified && (card.memory_used ?? 0) > UNEXPLAINED;
  return apps.some(({ memory }) => memory === undefined);
}
