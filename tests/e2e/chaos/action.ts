import type { Seeded } from "../../support/seeded";
import type { Scene } from "./scene";

/** Something that is broken by hand, or by chance. What it leaves broken one `up` mends. */
export interface Action {
  name: string;
  happens: (on: Scene, random: Seeded) => Promise<void>;
}
