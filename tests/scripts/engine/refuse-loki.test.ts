import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Failure } from "../../../scripts/command/fail";
import { refuseUnfitLoki } from "../../../scripts/engine/refuse-loki";
import { configWith } from "../../support/config";

let server: Server;
let lokiUrl: string;
beforeAll(async () => {
  server = createServer((_, response) => response.end(JSON.stringify({ version: "2.8.4" })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  lokiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const pulumi = {
  config: () => {
    throw new Failure("no such stack");
  },
};

it.each([{ role: "agent" }, {}])(
  "refuses a Loki that would lose lines, with the ways out: %j",
  async (role) => {
    const config = await configWith({ ...role, lokiUrl });
    await expect(refuseUnfitLoki(config, pulumi)).rejects.toThrow(
      /^lokiUrl: Loki at http:\S+ is version 2\.8\.4; 3\.0 or later is needed.*\. Update that Loki .*; or push to another/,
    );
  },
);

it("asks nobody where the stack has its own", async () => {
  await expect(refuseUnfitLoki(await configWith({}), pulumi)).resolves.toBeUndefined();
});

it("says that one was not asked whose password cannot be read, and goes on", async () => {
  const said = jest.spyOn(console, "log").mockImplementation();
  const login = { lokiUsername: "agent", lokiPassword: "of-the-agent" };
  const config = await configWith({ lokiUrl, ...login }, ["lokiPassword"]);
  await refuseUnfitLoki(config, pulumi);
  expect(said.mock.calls.join()).toContain("not asked, since lokiPassword cannot be read now");
  said.mockRestore();
});
