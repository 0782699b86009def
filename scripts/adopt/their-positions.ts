import * as path from "node:path";

import { parse, stringify } from "yaml";

import type { Sources } from "../../components/config/schema";
import { mountOf, type Theirs } from "./theirs";

/** How far another Promtail has read, as our collector notes it. */
export interface Positions {
  /** Our collector's file of positions. */
  text: string;
  /** Files and containers that go on where they were. */
  files: string[];
  containers: number;
  /** Files that it read and ours does not: by their path on the host, or inside that container where they have none. */
  unread: string[];
}

/** What decides how notes are translated. */
export interface Translation {
  promtail: Pick<Theirs, "mounts">;
  /** Its configuration. */
  config: string;
  sources: Pick<
    Sources,
    "webuiLogFiles" | "ollamaLogFiles" | "modelServerLogFiles" | "ollamaUnits" | "modelServerUnits"
  >;
  /** When it stopped, in seconds since 1970. */
  stopped: number;
}

/** Where our collector has the journal's position. */
const ourJournal = "cursor-ollama-journal";

/** Translates a Promtail's notes: of files, whose paths are the host's here; of containers; of the journal. */
export function translate(notes: string, { promtail, config, sources, stopped }: Translation): Positions {
  const noted = Object.entries(
    (parse(notes) as { positions?: Record<string, unknown> } | null)?.positions ?? {},
  );
  const globs = [...sources.webuiLogFiles, ...sources.ollamaLogFiles, ...sources.modelServerLogFiles];
  const journals = journalJobs(config).map((job) => `cursor-${job}`);
  const readsJournal = sources.ollamaUnits.length + sources.modelServerUnits.length > 0;
  const positions: Record<string, string> = {};
  const found: Omit<Positions, "text"> = { files: [], containers: 0, unread: [] };
  for (const [name, value] of noted) {
    const note = String(value);
    if (/^cursor-[0-9a-f]{64}$/.test(name)) {
      positions[name] = cursor(Number(note), stopped);
      found.containers++;
    } else if (journals.includes(name)) {
      if (readsJournal) positions[ourJournal] = note;
    } else if (name.startsWith("/")) {
      const file = onHost(name, promtail);
      const read = file !== undefined && globs.some((glob) => path.matchesGlob(file, glob));
      if (!read) found.unread.push(file ?? `${name} (inside its container)`);
      else {
        positions[file] = note;
        found.files.push(file);
      }
    }
  }
  return { ...found, text: write(positions) };
}

/**
 * Whole seconds are all that is noted of a container, and those are read again from there on: where it has been quiet since,
 * the next second will do. Otherwise a line within that second comes twice rather than not at all.
 */
function cursor(last: number, stopped: number): string {
  return String(last > 0 && last + 1 < Math.floor(stopped) ? last + 1 : last);
}

/** A path as the host has it; undefined for what lies inside the container. */
function onHost(file: string, promtail: Pick<Theirs, "mounts">): string | undefined {
  const mount = mountOf(promtail, file);
  return mount?.source.startsWith("/") ? path.join(mount.source, mount.rest) : undefined;
}

function journalJobs(config: string): string[] {
  const { scrape_configs: jobs } =
    (parse(config) as { scrape_configs?: { job_name?: string; journal?: unknown }[] } | null) ?? {};
  return (jobs ?? []).flatMap(({ job_name: name, journal }) =>
    journal === undefined || !name ? [] : [name],
  );
}

/** As Promtail writes it: our entrypoint reads it, too. */
function write(positions: Record<string, string>): string {
  return stringify(
    { positions },
    { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 },
  );
}

/** Where a Promtail's configuration keeps its notes. */
export function positionsFile(config: string): string {
  const { positions } = (parse(config) as { positions?: { filename?: string } } | null) ?? {};
  return positions?.filename ?? "/var/log/positions.yaml";
}
