import * as fs from "node:fs";
import type { Writable } from "node:stream";

import type { Put } from "../lines/pour";
import type { Running } from "./subject";

/** From where lines come. */
export type Source = "file" | "container" | "journal";

/** How lines are written to each source that what runs here reads. */
export function sinks({ files, container, journal }: Running): Partial<Record<Source, Put>> {
  return {
    ...(files
      ? {
          file: (place, text) =>
            fs.promises.appendFile(place === "ollama" ? files.ollama : files.webui, text),
        }
      : {}),
    ...(container ? { container: (_, text) => sent(container, text) } : {}),
    ...(journal ? { journal: (_, text) => sent(journal, text) } : {}),
  };
}

function sent(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}
