import { execFile } from "node:child_process";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";

const script = resolve("assets", "promtail", "ready.sh");

/** Whether the collector's check of health succeeds where its agent answers so. */
async function ready(status: number): Promise<boolean> {
  const server = http.createServer(({ url }, answer) =>
    answer.writeHead(url === "/ready" ? status : 404).end(),
  );
  await new Promise<void>((listens) => server.listen(0, "127.0.0.1", listens));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((ends) =>
      execFile(script, [String(port), "/ready"], (error) => ends(error === null)),
    );
  } finally {
    server.close();
  }
}

it.each([
  [200, true],
  [503, false],
])("an agent that answers %i is ready: %s", async (status, is) => {
  expect(await ready(status)).toBe(is);
});
