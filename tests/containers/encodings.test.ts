import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector } from "../support/collector";
import { withAgent } from "../support/with-agent";

jest.setTimeout(60_000);

/** `ERROR: 错误`, as each encoding has it. */
const encoded = {
  GBK: [0xb4, 0xed, 0xce, 0xf3],
  GB18030: [0xb4, 0xed, 0xce, 0xf3],
  Big5: [0xbf, 0xf9, 0xbb, 0x7e],
};
const text: Record<string, string> = { Big5: "錯誤" };

function decodes(collector: Collector): void {
  it.each(Object.keys(encoded) as (keyof typeof encoded)[])("files of %s", async (encoding) => {
    const line = Buffer.concat([Buffer.from("ERROR: "), Buffer.from(encoded[encoding]), Buffer.from("\n")]);
    const { entries } = await collect(collector, {
      files: { "webui/old.log": Buffer.concat([line, line]), "ollama/old.log": line },
      settings: { encoding },
    });
    expect(entries.map((entry) => [entry.line, entry.metadata["level"]])).toEqual(
      Array(3).fill([`ERROR: ${text[encoding] ?? "错误"}`, "error"]),
    );
  });
}

/** Loki would answer with bytes that no reader of JSON takes. */
function mends(collector: Collector): void {
  it("makes text of every byte that is none", async () => {
    const { entries } = await collect(collector, {
      files: { "webui/a.log": Buffer.from("ERROR: \xb4\xed and \xff\nERROR: plain\n", "latin1") },
    });
    expect(entries.map(({ line }) => line)).toEqual(["ERROR: \uFFFD\uFFFD and \uFFFD", "ERROR: plain"]);
  });
}

/** Of each agent one such name among the files would be the end, at every start. */
function names(collector: Collector): void {
  it.each([["webui/*.log"], ["webui/**/*.log"], ["webui/*.log", "web*/*"]])(
    "reads all others of %s %s",
    async (...globs) => {
      const { entries } = await collect(collector, {
        files: { "webui/a.log": "ERROR: plain\n", "webui/日志.log": "ERROR: 错误\n" },
        oddFiles: [Buffer.from("webui/caf\xe9.log", "latin1"), Buffer.from("webui/\xb4\xed.log", "latin1")],
        globs,
      });
      expect(entries.map(({ line }) => line).sort()).toEqual(["ERROR: plain", "ERROR: 错误"]);
    },
  );
}

for (const agent of testedAgents) {
  withAgent(agent, "with files that are not UTF-8", decodes);
  withAgent(agent, "with bytes that are not UTF-8", mends);
  withAgent(agent, "with names that are not UTF-8", names);
}
