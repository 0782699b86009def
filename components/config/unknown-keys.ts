import * as pulumi from "@pulumi/pulumi";

import { onStack } from "../shared/commands";
import { type Mistake, nearest } from "./error";

/** Namespaces of Pulumi and of the providers in use: their keys are not ours to judge. */
export const foreign = ["pulumi", "docker", "grafana", "random"];

/**
 * Keys that are set and nothing reads, of this project or of a namespace nobody has: a typo must not be ignored silently.
 *
 * @param keys those of the project that are read
 */
export function unknownKeys(project: string, keys: ReadonlySet<string>, stack: string): Mistake[] {
  const command = (text: string) => onStack(`npm run pulumi -- ${text}`, stack, undefined);
  return Object.keys(pulumi.runtime.allConfig()).flatMap((name): Mistake[] => {
    const [namespace = "", key = ""] = name.split(/:(.*)/s);
    const own = namespace === project;
    if (own ? keys.has(key) : foreign.includes(namespace)) return [];
    // `receivers[0].url`, typed without --path: a key of its own, which nothing reads.
    const inList = own && keys.has(key.split(/[.[]/)[0] ?? "");
    const only = own ? "only keys declared in Pulumi.yaml" : `only keys of ${project}`;
    const path = inList
      ? `, a place inside a list with ${command(`config set --path '${key}' <value>`)}`
      : "";
    const remove = command(`config rm '${own ? key : name}'`);
    const near = inList ? undefined : nearest(key, [...keys]);
    const allowed = `${only}${path}; remove it with ${remove}`;
    return [{ key: own ? key : name, found: "set", allowed, kind: "unknown", near }];
  });
}
