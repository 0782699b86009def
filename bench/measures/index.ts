import { Failure } from "../../scripts/command/fail";
import type { Measure } from "../measure";
import { board } from "./board";
import { fault } from "./fault";
import { fresh } from "./fresh";
import { growth } from "./growth";
import { kept } from "./kept";
import { life } from "./life";
import { load } from "./load";
import { machine } from "./machine";
import { queries } from "./queries";
import { sustained } from "./sustained";

/** All there are, in the order in which they run. */
export const measures: Measure[] = [
  ...[life, machine, kept, fresh, sustained, load],
  ...[queries, board, fault, growth],
];

/** The measures of these names; without any all but those that take long. */
export function chosen(names: readonly string[], short: boolean): Measure[] {
  const unknown = names.filter((name) => !measures.some((measure) => measure.name === name));
  if (unknown.length > 0)
    throw new Failure(
      `There is no measure ${unknown.join(", ")}: name some of ${measures.map(({ name }) => name).join(", ")}.`,
      64,
    );
  return measures.filter(({ name, long }) =>
    names.length > 0 ? names.includes(name) : short || long !== true,
  );
}
