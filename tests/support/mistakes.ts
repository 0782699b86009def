import { configWith } from "./config";

export async function mistakes(changes: Record<string, unknown>): Promise<string> {
  return configWith(changes).then(
    () => "no mistake was found",
    (error: Error) => error.message,
  );
}
