import type { Figure, Scale } from "../measure";
import type { Machine } from "./machine";

/** What one measure found. */
export interface Measured {
  name: string;
  what: string;
  figures: Figure[];
  /** What could not be had. */
  skipped: { what: string; why: string }[];
  /** Why it ended early, in one sentence. */
  failed?: string;
  /** Seconds it took. */
  took: number;
}

/** What a run of the bench found, and where. */
export interface Result {
  /** When it began, as ISO 8601. */
  date: string;
  machine: Machine;
  /** Of what was measured and what measured it, by name. */
  versions: Record<string, string>;
  scale: Scale;
  measures: Measured[];
}
