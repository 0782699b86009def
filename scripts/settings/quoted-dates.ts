import { type Document, visit } from "yaml";

/** Writes dates as texts in quotes: the CLI, a Go program, would read a bare one as an instant and hand that on. */
export function quoteDates<T extends Document>(document: T): T {
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "string" && /^\d{4}-\d\d-\d\d$/.test(scalar.value))
        scalar.type = "QUOTE_DOUBLE";
    },
  });
  return document;
}
