import http from "node:http";

import { clip, parseJson } from "../shared/text";

/** What an engine says of a container. */
export interface Named {
  name: string;
  image?: string;
}

const LIMIT_MS = 2_000;
const MOST_BYTES = 4 * 2 ** 20;

/** Names of containers, by the engine's list of them. Without an answer they have none. */
export class Engine {
  private readonly known = new Map<string, Named>();
  private asked = -Infinity;

  /**
   * @param socket empty: nobody is asked
   * @param pause milliseconds between two questions
   */
  constructor(
    private readonly socket: string,
    private readonly pause: number,
  ) {}

  /** Asks when one of them is unknown, not too often. */
  async learn(ids: string[]): Promise<void> {
    const now = performance.now();
    if (!this.socket || ids.every((id) => this.known.has(id)) || now - this.asked < this.pause) return;
    this.asked = now;
    const list = await this.list().catch(() => undefined);
    if (!Array.isArray(list)) return;
    this.known.clear();
    for (const { Id, Names, Image } of list as { Id?: string; Names?: string[]; Image?: string }[]) {
      const name = Names?.[0]?.replace(/^\//, "");
      if (Id && name) this.known.set(Id, { name: clip(name), image: Image ? clip(Image) : undefined });
    }
  }

  /** A container's name; its short id where it is unknown. */
  named(id: string): Named {
    return this.known.get(id) ?? { name: id.slice(0, 12) };
  }

  private list(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const options = { socketPath: this.socket, path: "/containers/json", timeout: LIMIT_MS };
      const request = http.get(options, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          body += chunk;
          if (body.length > MOST_BYTES) request.destroy(new Error("too long"));
        });
        response.on("end", () => resolve(response.statusCode === 200 ? parseJson(body) : undefined));
        response.on("error", reject);
      });
      const late = setTimeout(() => request.destroy(new Error("no answer")), LIMIT_MS);
      request.on("close", () => clearTimeout(late)).on("error", reject);
    });
  }
}
