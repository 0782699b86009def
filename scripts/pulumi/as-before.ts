import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Definitions } from "../../components/config/previous";
import type { Pulumi } from "./pulumi";
import type { StateResource } from "./state";

export const containerType = "docker:index/container:Container";

/** A container by its name, and what an earlier state has of it. */
export interface Earlier {
  name: string;
  resource: StateResource;
}

/**
 * Makes containers by the definitions an earlier state has of them, whatever the program says now; through Pulumi, so that
 * its state is what it was.
 */
export async function makeAsBefore(
  pulumi: Pulumi,
  earlier: Earlier[],
): Promise<{ ok: boolean; output: string }> {
  const definitions: Definitions = Object.fromEntries(
    earlier.map(({ name, resource }) => [name, withoutMarks(resource.inputs ?? {})]),
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-before-"));
  try {
    const file = path.join(folder, "containers.json");
    fs.writeFileSync(file, JSON.stringify(definitions), { mode: 0o600 });
    pulumi.environment.DEEPCHAT_OBSERVABILITY_PREVIOUS = file;
    const targets = earlier.flatMap(({ resource }) => ["--target", resource.urn]);
    const ended = await pulumi.show(["up", "--yes", "--skip-preview", ...targets]);
    if (ended.ok) pulumi.finish();
    return ended;
  } finally {
    delete pulumi.environment.DEEPCHAT_OBSERVABILITY_PREVIOUS;
    fs.rmSync(folder, { recursive: true });
  }
}

/** Inputs as a program gives them: without what the provider notes among them. */
function withoutMarks<T>(value: T): T {
  if (Array.isArray(value)) return value.map((entry: unknown) => withoutMarks(entry)) as T;
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([key]) => key !== "__defaults");
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutMarks(entry as unknown)])) as T;
}
