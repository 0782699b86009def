import type { Place } from "./formats";
import { Generator, type GeneratorSettings } from "./generator";

/** What was written, and how well. */
export interface Poured {
  lines: number;
  /** From the first line's time until all were written. */
  seconds: number;
  /** Milliseconds by which the latest line was written after its time: of seconds, it is the writing that is slow. */
  late: number;
}

/** Writes text to where a place's log is; resolves when it may go on. */
export type Put = (place: Place, text: string) => Promise<void>;

/** Milliseconds. */
const tick = 20;

/** Writes so many generated lines, each when its time has come. */
export async function pour(settings: GeneratorSettings, lines: number, put: Put): Promise<Poured> {
  const start = Date.now();
  const generator = new Generator({ ...settings, start });
  let [written, late] = [0, 0];
  let next = generator.next();
  while (written < lines) {
    const now = Date.now();
    const texts: Partial<Record<Place, string[]>> = {};
    while (written < lines && next.at <= now) {
      late = Math.max(late, now - next.at);
      (texts[next.place] ??= []).push(next.text);
      written++;
      next = generator.next();
    }
    for (const [place, all] of Object.entries(texts)) await put(place as Place, `${all.join("\n")}\n`);
    if (written < lines) await new Promise((resolve) => setTimeout(resolve, tick));
  }
  return { lines, seconds: (Date.now() - start) / 1000, late };
}

/** Lines a second that are made when nothing is written. */
export function generatedPerSecond(settings: GeneratorSettings, lines = 200_000): number {
  const generator = new Generator(settings);
  const begun = performance.now();
  for (let i = 0; i < lines; i++) generator.next();
  return (1000 * lines) / (performance.now() - begun);
}
