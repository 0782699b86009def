import * as v from "valibot";

import * as checks from "../shared/checks";
import { text } from "../shared/fields";
import { readEntry } from "./entries";
import type { ConfigReader } from "./reader";

/** Model servers beside Ollama, by what they are called here; `auto`: the probe asks them what they are. */
const kinds = ["auto", "vllm", "sglang", "llama-server", "xinference", "lmstudio"] as const;
const kindsAllowed = `one of ${kinds.join(", ")}`;

const fields = {
  name: text(checks.labelValue),
  url: text(checks.modelServerUrl),
  kind: v.optional(v.picklist(kinds, kindsAllowed), "auto"),
};

/** A model server that the probe asks. */
export interface ModelServer {
  /** What dashboards and alerts call it; unique. */
  name: string;
  /** Base URL as seen from the host. */
  url: string;
  kind: (typeof kinds)[number];
}

/** The model servers under the key `modelServers`, checked. */
export function modelServers(reader: ConfigReader): ModelServer[] {
  const seen = new Map<string, string>();
  return reader.entries("modelServers").flatMap(({ entry, index }): ModelServer[] => {
    const key = `modelServers[${index}]`;
    const server = readEntry(reader, key, entry, fields);
    if (!server) return [];
    const other = seen.get(server.name);
    if (other !== undefined)
      reader.problem(
        `${key}.name`,
        `${JSON.stringify(server.name)}, the same as ${other}`,
        "a name of its own",
      );
    seen.set(server.name, `${key}.name`);
    return [server];
  });
}
