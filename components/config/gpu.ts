import { type GpuAccess, gpuAccess } from "./schema";

/** Variable by which a command hands over which way to graphics cards the engine offers: the program asks no engine. */
export const gpuVariable = "DEEPCHAT_OBSERVABILITY_GPU";

/** What the key `gpu` may be. */
export const gpuChoices = ["auto", ...gpuAccess, "off"] as const;
export type GpuChoice = (typeof gpuChoices)[number];

/**
 * The way to graphics cards; undefined: none.
 *
 * @param offered what the variable says, of which nothing unknown is taken
 */
export function accessTo(choice: GpuChoice, offered: string | undefined): GpuAccess | undefined {
  const wanted = choice === "auto" ? offered : choice;
  return gpuAccess.find((each) => each === wanted);
}
