import { evaluate, type Registered } from "../../scripts/offline/program";

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

/** The one warning an example without receivers gives; any other fails the test. */
const expected = /Nobody will get alerts: no receiver is configured/;

/** All resources of an example stack. Each call runs the program anew. */
export async function resourcesOf(stack: string): Promise<Registered[]> {
  jest.resetModules();
  const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
  try {
    const resources = await evaluate(stack);
    const warnings = warn.mock.calls.map(([text]) => String(text));
    expect(warnings.filter((text) => !expected.test(text))).toEqual([]);
    return resources;
  } finally {
    warn.mockRestore();
  }
}
