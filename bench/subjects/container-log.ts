import * as fs from "node:fs";
import * as path from "node:path";
import type { Writable } from "node:stream";

import { until } from "../../tests/e2e/stand/until";

/** Where a container that logs what comes through a pipe sees the folder with the pipe. */
const inside = "/state";

/** Options and arguments of `docker run` for such a container; it needs a shell. @param state the folder */
export function pipeRun(state: string, image: string): { options: string[]; command: string[] } {
  const script = `[ -p ${inside}/pipe ] || mkfifo ${inside}/pipe; exec cat <>${inside}/pipe`;
  return { options: ["-v", `${state}:${inside}`], command: [image, "sh", "-c", script] };
}

/** The end of the pipe that is written to, of such a container that was started. */
export async function pipe(state: string): Promise<Writable> {
  const file = path.join(state, "pipe");
  await until("the container's pipe", () => fs.existsSync(file));
  const stream = fs.createWriteStream(file, { flags: "a" });
  // Whoever counts the lines finds out when the container has gone.
  stream.on("error", () => undefined);
  return stream;
}
