import type { Services } from "../fakes/services";
import { healthy } from "../stand/docker";
import type { Stand } from "../stand/stand";

/** A stack and the services that its receivers are. */
export interface Stage {
  stand: Stand;
  services: Services;
}

/** A new Grafana container trusts nobody yet. */
export async function trust({ stand, services }: Stage): Promise<void> {
  services.trustedBy(stand.container("grafana"));
  await healthy(stand.container("grafana"));
}
