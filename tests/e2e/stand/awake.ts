import { allHosts, queries } from "../../../components/observability/logql";
import type { Stand } from "./stand";
import { until } from "./until";

/** Waits until hosts were heard before the shortest window rules count in: before that, what they count is no news. */
export async function awake(stand: Stand, ...hosts: string[]): Promise<void> {
  const heardBefore = async () => {
    const heard = (await stand.loki(queries(allHosts).heartbeats(600, 120))).map(({ labels }) => labels.host);
    return hosts.every((host) => heard.includes(host));
  };
  await until("every host has been heard for two minutes", heardBefore, 180_000, 1000);
}
