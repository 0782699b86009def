import { print } from "./output";
import { reason } from "./text";

/** Ends well when told to, or when nobody reads; goes on after what nobody caught, and says so as this program. */
export function handleProcessEvents(program: string): void {
  // PID 1 has no default action for signals.
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
  process.stdout.on("error", (error: NodeJS.ErrnoException) => error.code === "EPIPE" && process.exit(1));
  for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error: unknown) => print({ probe: program, error: reason(error) }));
}
