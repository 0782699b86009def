import * as pulumi from "@pulumi/pulumi";

import { contentWith as configWith } from "./config";
import { examples } from "./receivers";

export const url = "https://secret.example.com/key-123";

export const mail = { smtpHost: "smtp.example.com:587", smtpFrom: "a@example.com" };

export const entries = examples.map(({ entry }) => entry);

/** Examples by what the relay is to them, with their places in the list. */
export const through = (...how: string[]) =>
  examples.flatMap(({ relay, type }, i) => (how.includes(relay) ? [{ type, i }] : []));

export async function mistakes(receivers: unknown, changes = {}, secret = true): Promise<string> {
  return configWith({ ...mail, receivers, ...changes }, secret ? ["receivers"] : []).then(
    () => "no mistake was found",
    (error: Error) => error.message,
  );
}

/** Every value inside, outputs as they are. */
export function leaves(value: unknown): pulumi.Output<unknown>[] {
  if (value === null || typeof value !== "object" || pulumi.Output.isInstance(value))
    return [value as pulumi.Output<unknown>];
  return Object.values(value).flatMap(leaves);
}
