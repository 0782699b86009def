import { Seeded } from "../../support/seeded";
import type { Action } from "./action";
import { commands } from "./actions/commands";
import { containers } from "./actions/containers";
import { daemon } from "./actions/daemon";
import { damage } from "./actions/damage";
import { fullDisks } from "./actions/disks";
import { everything } from "./actions/everything";
import { inGrafana } from "./actions/grafana";
import { network } from "./actions/network";

/** Subjects, each as likely as another however many actions it has. */
const subjects = [
  containers,
  containers,
  network,
  fullDisks,
  damage,
  inGrafana,
  inGrafana,
  commands,
  commands,
];

/** What happens in a seed, in order: the same for the same seed. */
export function plan(seed: number): { random: Seeded; actions: Action[] } {
  const random = new Seeded(seed);
  const among = [...subjects, everything, ...(daemon.length > 0 ? [daemon] : [])];
  const actions = Array.from({ length: random.whole(3, 4) }, () => random.pick(random.pick(among)));
  return { random, actions };
}
