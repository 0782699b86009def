import { parse } from "yaml";

import { readAsset } from "../../components/shared/assets";
import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector, type Run } from "../support/collector";
import { generate, type Written } from "../support/generator";
import { comparable } from "../support/lines";
import type { Entry } from "../support/push-receiver";
import { withAgent } from "../support/with-agent";

jest.setTimeout(300_000);

/** How many seeds are tried, from 1 on; SEED tries one alone. */
const seeds = process.env["SEED"]
  ? [Number(process.env["SEED"])]
  : Array.from({ length: Number(process.env["SEEDS"] ?? 20) }, (_, at) => at + 1);
const items = new Map(seeds.map((seed) => [seed, generate(seed, 120)]));
const sides = ["ollama", "webui"] as const;
const fileOf = (seed: number, side: string) => `${side}/seed-${seed}.log`;

const [{ structured_metadata: contract }] = parse(readAsset("promtail/pipeline/metadata.yaml")) as [
  { structured_metadata: object },
];

function seconds(duration = ""): number | undefined {
  const units: Record<string, number> = { ns: 1e-9, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
  const parts = [...duration.matchAll(/([\d.]+)(ns|µs|ms|s|m|h)/g)];
  return parts.length > 0
    ? parts.reduce((sum, [, n = "", unit = ""]) => sum + Number(n) * (units[unit] ?? NaN), 0)
    : undefined;
}

/** What was found of the fields that an item names, in the item's own words. */
function found({ fields }: Written, { metadata }: Entry): Written["fields"] {
  const took = seconds(metadata["duration"]) ?? 0;
  return {
    ...Object.fromEntries(Object.keys(fields).map((name) => [name, metadata[name]])),
    ...(fields.seconds === undefined
      ? {}
      : { seconds: Math.abs(took - fields.seconds) < 1e-6 * (1 + fields.seconds) ? fields.seconds : took }),
    ...(metadata["event"] ? { event: metadata["event"] } : {}),
  };
}

function invariants(collector: Collector): void {
  let run: Run;
  beforeAll(async () => {
    const files = [...items].flatMap(([seed, all]) =>
      sides.map((side) => [
        fileOf(seed, side),
        all
          .filter((item) => item.side === side)
          .map(({ bytes }) => bytes)
          .join(""),
      ]),
    );
    run = await collect(collector, { files: Object.fromEntries(files) as Record<string, string> });
  });

  describe.each([...items])("seed %i", (seed, all) => {
    let own: Entry[] | undefined;
    const entries = () =>
      (own ??= run.entries.filter(({ labels }) =>
        sides.some((side) => labels["filename"] === `${run.root}/${fileOf(seed, side)}`),
      ));

    it("loses no line and changes none but by redaction", () => {
      const sent = entries().flatMap(({ line }) => line.split("\n"));
      const written = all.flatMap(({ lines }) => lines).filter((line) => line.trim());
      expect(comparable(sent, sent)).toEqual(comparable(written, sent));
    });

    it("makes an entry of each item, and gets its fields", () => {
      const cut = new Set(all.filter(({ truncated }) => truncated).flatMap(({ lines }) => lines));
      const whole = all.filter(({ truncated }) => !truncated);
      const told = (lines: string[], rest: object) => ({
        lines: lines.map((line) => line.replace(/ api_key=.*/, "")),
        ...rest,
      });
      const came = whole.map((item) => {
        const [first = ""] = told(item.lines, {}).lines;
        const entry = entries().find(({ line }) => line.replace(/ api_key=.*/m, "").startsWith(first));
        if (!entry) return told([], {});
        // What was cut off may look like a continuation.
        const lines = entry.line.split("\n").filter((line) => !cut.has(line));
        return told(lines, { format: item.format, fields: found(item, entry) });
      });
      expect(came).toEqual(whole.map(({ lines, format, fields }) => told(lines, { format, fields })));
    });

    it("tells no event that nobody wrote", () => {
      const planned = all.filter(({ fields }) => fields.event).length;
      expect(entries().filter(({ metadata }) => metadata["event"]).length).toBeLessThanOrEqual(planned);
    });
  });

  it("uses no metadata and no labels but the contract's", () => {
    const names = (of: (entry: Entry) => object) => [
      ...new Set(run.entries.flatMap((entry) => Object.keys(of(entry)))),
    ];
    expect(Object.keys(contract)).toEqual(expect.arrayContaining(names(({ metadata }) => metadata)));
    expect(["filename", "host", "job", "stream"]).toEqual(
      expect.arrayContaining(names(({ labels }) => labels)),
    );
  });

  it("lets no secret through", () => {
    expect(run.entries.filter(({ line }) => line.includes("CANARY-")).map(({ line }) => line)).toEqual([]);
  });
}

for (const agent of testedAgents) withAgent(agent, "with generated logs", invariants);
