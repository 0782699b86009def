import type { Seeded } from "../../tests/support/seeded";

/** How the pictured host fares at an instant. */
export interface Moment {
  /** Milliseconds since 1970. */
  time: number;
  /** Whether the larger model is in memory. */
  loaded: boolean;
  /** Whether somebody trains on the second card. */
  trainer: boolean;
  /** How busy it is with questions, 0 to 1. */
  load: number;
  random: Seeded;
}
