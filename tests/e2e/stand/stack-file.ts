import { stringify } from "yaml";

/** Text of a stack's file in which these keys of the program's are set. */
export function stackFile(keys: Record<string, unknown>): string {
  const prefixed = Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [`deepchat-observability:${key}`, value]),
  );
  return stringify({ config: { "pulumi:disable-default-providers": ["*"], ...prefixed } });
}
