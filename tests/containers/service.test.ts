import * as pulumi from "@pulumi/pulumi";

import { Service } from "../../components/containers/service";
import { physicalNames } from "../../components/shared/naming";
import { configWith } from "../support/config";

/** Resource options are invisible to Pulumi's mocks; a transformation sees them. */
it("protects data and heals what the provider ignores", async () => {
  await configWith({});
  const seen: pulumi.ResourceTransformationArgs[] = [];
  new Service(
    "x",
    {
      names: physicalNames("p", "s"),
      role: "loki",
      image: "x:1",
      networks: ["n"],
      health: ["true"],
      memory: 64,
      data: "/data",
    },
    { transformations: [(args) => void seen.push(args)] },
  );
  await pulumi.runtime.disconnect();
  const options = (kind: string) =>
    seen.find(({ type }) => type.endsWith(`:${kind}`))?.opts as pulumi.CustomResourceOptions;
  // A volume made by another owner, or by hand on a disk of its own, has other labels and options: no reason to replace it.
  expect(options("Volume")).toMatchObject({
    retainOnDelete: true,
    ignoreChanges: ["labels", "driver", "driverOpts"],
  });
  expect(options("Container")).toMatchObject({ deleteBeforeReplace: true, ignoreChanges: ["logOpts"] });
  expect(options("Container").replaceOnChanges).toEqual(
    expect.arrayContaining(["#initerror", "healthcheck"]),
  );
  for (const { name, opts } of seen)
    if (name !== "x") expect([name, opts.parent]).toEqual([name, expect.anything()]);
});
