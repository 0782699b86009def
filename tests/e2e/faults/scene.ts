import { Stand } from "../stand/stand";
import type { Row } from "./rows";

/** A stack with what can break in it. */
export interface Scene {
  stand: Stand;
  rows: Row[];
}

export type Started = (stand: Stand) => void;
export type Later = (disposal: () => Promise<void>) => void;

export const own = "e2e-host";
export const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** A stack that tells its webhook, with the shortest windows there are. */
export async function stack(
  started: Started,
  later: Later,
  config: object = {},
  before?: (stand: Stand) => void,
) {
  const stand = await Stand.create();
  later(() => stand.dispose());
  const smtp = "emailTo" in config ? { smtpHost: `host.docker.internal:${stand.receiver.smtpPort}` } : {};
  stand.configure({ ...short, ...config, ...smtp });
  before?.(stand);
  const url = `http://host.docker.internal:${stand.receiver.httpPort}/webhook`;
  await stand.must("pulumi", "config", "set", "--secret", "webhookUrl", url);
  await stand.must("up");
  started(stand);
  return stand;
}

export const short = { webuiDownAfter: "1m", hangAfter: "1m", blindAfter: "1m" };
