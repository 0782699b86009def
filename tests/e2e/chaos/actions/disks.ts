import type { Action } from "../action";
import { dataRoles } from "../disks";
import { seconds } from "../scene";

/** A volume's disk is full for a while: its owner makes room before `up`, which cannot. */
export const fullDisks: Action[] = dataRoles.map((role) => ({
  name: `fill the disk of ${role}`,
  happens: async (on, random) => {
    on.doubt(60);
    on.disks?.fill(role);
    await seconds(random.whole(5, 15));
    on.disks?.free(role);
  },
}));
