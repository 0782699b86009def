import { evaluate, type Registered } from "../../scripts/support/program";

export type { Registered };

/** One resource of a stack by the end of its type and its name; a wrong name fails the test with those there are. */
export function find(resources: Registered[], type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type.endsWith(type) && resource.name === name);
  if (!found)
    throw new Error(
      `no ${type} named ${name}; there are: ${resources.map((r) => `${r.name} (${r.type})`).join(", ")}`,
    );
  return found;
}

/** All resources of an example stack. Each call runs the program anew. */
export async function resourcesOf(stack: string): Promise<Registered[]> {
  jest.resetModules();
  return evaluate(stack);
}
