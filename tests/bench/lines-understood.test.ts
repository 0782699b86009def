import { formats } from "../../bench/lines/formats";
import { Generator } from "../../bench/lines/generator";
import { Traffic } from "../../bench/lines/traffic";
import type { Turn } from "../../bench/lines/turn";
import { collect } from "../support/collector";
import { Seeded } from "../support/seeded";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

const folders = { webui: "webui", ollama: "ollama", server: "servers" };
/** Of these the collector reads only what stands in a journal. */
const ofFiles = Object.entries(formats).flatMap(([name, format]) =>
  format.place === "kernel" ? [] : [{ name, format, folder: folders[format.place] }],
);

withAgent("promtail", "on generated lines", (collector) => {
  it("finds the status of every request", async () => {
    const requests = ofFiles.filter(({ format }) => format.tells === "request");
    const turns: Record<string, Turn[]> = {};
    const files = requests.map(({ format, folder }, at) => {
      const [traffic, random] = [new Traffic(at, 10, Date.now(), true), new Seeded(at)];
      const own = (turns[`${folder}/f${at}.log`] = Array.from({ length: 50 }, () => traffic.next()));
      return [`${folder}/f${at}.log`, own.flatMap((turn) => format.write(turn, random)).join("\n") + "\n"];
    });
    const { entries, root } = await collect(collector, {
      files: Object.fromEntries(files) as Record<string, string>,
    });
    const found = requests.map(({ name, folder }, at) => {
      const own = entries.filter(({ labels }) => labels.filename === `${root}/${folder}/f${at}.log`);
      return [name, own.map(({ metadata }) => metadata.status_code).sort()];
    });
    const written = requests.map(({ name, folder }, at) => [
      name,
      (turns[`${folder}/f${at}.log`] ?? []).map(({ status }) => String(status)).sort(),
    ]);
    expect(found).toEqual(written);
  });

  it("takes each for an entry of its own, in any order, so that they can be counted", async () => {
    const generator = new Generator({ seed: 5, perSecond: 1000 });
    const lines = Array.from({ length: 3000 }, () => generator.next());
    const of = (place: string) => lines.filter((line) => line.place === place).map(({ text }) => text);
    const files = {
      "webui/all.log": of("webui").join("\n") + "\n",
      "ollama/all.log": of("ollama").join("\n") + "\n",
    };
    const { entries } = await collect(collector, { files });
    const texts = (all: string[]) => [...all].sort();
    expect(texts(entries.map(({ line }) => line.trimEnd()))).toEqual(
      texts(lines.map(({ text }) => text.trimEnd())),
    );
  });
});
