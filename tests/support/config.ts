import * as pulumi from "@pulumi/pulumi";

import { loadConfig } from "../../components/config";
import type { ContentConfig } from "../../components/config/schema";
import type { StackConfig } from "../../components/config/stack";
import { project } from "../../scripts/offline/project";

/** Loads the declared defaults with some keys changed, as the CLI would hand them over. Values are texts, or lists. */
export async function configWith(
  changes: Record<string, unknown>,
  secretKeys: string[] = [],
): Promise<StackConfig> {
  const { name, config } = project();
  const values: Record<string, string> = {};
  const set = (key: string, value: unknown) => {
    values[`${name}:${key}`] = typeof value === "string" ? value : JSON.stringify(value);
  };
  for (const [key, declared] of Object.entries(config))
    if (declared.default !== undefined) set(key, declared.default);
  for (const [key, value] of Object.entries(changes)) set(key, value);
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: ({ name: id, inputs }) => ({ id, state: inputs as object }) },
    name,
    "test",
  );
  pulumi.runtime.setAllConfig(
    values,
    secretKeys.map((key) => `${name}:${key}`),
  );
  return loadConfig();
}

/** What such a configuration says of what is made in Grafana. */
export async function contentWith(...args: Parameters<typeof configWith>): Promise<ContentConfig> {
  const { content } = await configWith(...args);
  if (!content) throw new Error("an agent has no content");
  return content;
}
