import type { Report, Scale } from "../measure";
import { defaults } from "./defaults";
import { dockerLogs } from "./docker-logs";
import { original } from "./original";
import { otelLgtm } from "./otel-lgtm";
import { ours } from "./ours";
import { oursAlloy } from "./ours-alloy";
import type { Running, Subject } from "./subject";
import { victorialogs } from "./victorialogs";

/** All there are, the one that others are compared with first. */
export const subjects: Subject[] = [
  ...[ours, oursAlloy, original, defaults],
  ...[victorialogs, otelLgtm, dockerLogs],
];

/** Those that are asked for and can be had here; the report says of the others why not. */
export function available({ only }: Scale, report: Report): Subject[] {
  return subjects
    .filter(({ name }) => only?.includes(name) ?? true)
    .filter(({ name, missing }) => {
      const why = missing();
      if (why) report.skip(name, why);
      return !why;
    });
}

/** Does something with a subject that runs, and takes it away. */
export async function using<T>(
  subject: Subject,
  report: Report,
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const running = await subject.start();
  const dispose = report.later(() => running.dispose());
  try {
    return await work(running);
  } finally {
    await dispose();
  }
}
