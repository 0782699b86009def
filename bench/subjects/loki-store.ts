import { docker } from "../../tests/e2e/loss/docker";
import { LokiReader } from "../../tests/e2e/loss/loki-reader";
import { sizes } from "./sizes";
import type { Stored } from "./subject";

/** A Loki of any configuration, asked for what was written. */
export class LokiStore {
  private constructor(
    private readonly reader: LokiReader,
    private readonly address: string,
    private readonly selector: string,
  ) {}

  /** Waits until the Loki at an address is ready. @param selector of streams with what was written */
  static async at(address: string, selector: string): Promise<LokiStore> {
    const reader = new LokiReader();
    await reader.use(address);
    return new LokiStore(reader, address, selector);
  }

  async count(text = ""): Promise<number> {
    const filter = text ? ` |= ${JSON.stringify(text)}` : "";
    return this.reader.number(`sum(count_over_time(${this.selector}${filter} [2h]))`);
  }

  async streams(): Promise<number> {
    return (await this.reader.series(this.selector)).length;
  }

  /** Lets it write all it has in memory, and stops its container. @param data its folder inside */
  async stored(container: string, data: string): Promise<Stored> {
    await fetch(`http://${this.address}/ingester/shutdown?flush=true&terminate=false`, { method: "POST" });
    await docker("update", "--restart", "no", container);
    await docker("stop", "--time", "120", container);
    // The index lies with the chunks, as in any object store.
    const all = await sizes(container, `${data}/chunks`);
    const index = all.filter(({ path }) => path.startsWith("chunks/index/"));
    const sum = (files: typeof all) => files.reduce((total, { size }) => total + size, 0);
    return { index: sum(index), chunks: sum(all) - sum(index) };
  }
}
