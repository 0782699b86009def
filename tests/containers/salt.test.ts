import * as pulumi from "@pulumi/pulumi";

import { Collector } from "../../components/containers/collector";
import { physicalNames } from "../../components/shared/naming";
import { readConfig } from "../../scripts/offline/program";

interface Inputs {
  uploads?: { file: string; content: string }[];
}

/** The salts that a collector makes, and its configuration file. */
async function collectorWith(identities: {
  clientAddresses?: "hashed" | "plain";
  users?: "hashed" | "plain";
}) {
  const { collector } = await readConfig("dev");
  const made: pulumi.runtime.MockResourceArgs[] = [];
  await pulumi.runtime.setMocks({
    call: ({ inputs }) => inputs as object,
    newResource: (args) => {
      made.push(args);
      const salt = args.type.startsWith("random:") ? { result: "salt123" } : {};
      return { id: args.name, state: { ...(args.inputs as object), ...salt } };
    },
  });
  await pulumi.runtime.runInPulumiStack(() => {
    const names = physicalNames("p", "s");
    new Collector("collector", { names, network: "n", sockets: "v", ...collector, ...identities });
    return Promise.resolve();
  });
  await pulumi.runtime.disconnect();
  const container = made.find(({ type }) => type.endsWith(":Container"))?.inputs as Inputs;
  const file = JSON.stringify(container.uploads);
  return { salts: made.filter(({ type }) => type.startsWith("random:")).map(({ name }) => name), file };
}

it("makes a stack a salt of its own where something is hashed, and none where nothing is", async () => {
  const off = await collectorWith({});
  expect(off.salts).toEqual([]);
  expect(off.file).not.toMatch(/client_address|user_name/);
  const plain = await collectorWith({ clientAddresses: "plain" });
  expect(plain.salts).toEqual([]);
  expect(plain.file).toContain("client_address");
  expect(plain.file).not.toContain("user_name");
  const hashed = await collectorWith({ users: "hashed" });
  expect(hashed.salts).toEqual(["collector-salt"]);
  expect(hashed.file).toMatch(/Sha2Hash \W+salt123\W+ \.user_name/);
});
