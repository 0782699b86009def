import { oldLineChecks } from "../../../scripts/checks/old-lines";

const at = (time: string) => BigInt(Date.parse(time)) * 1_000_000n;
const said = (time: string, filename: string, mark: string, seconds: number) => ({
  nanoseconds: at(time),
  line: JSON.stringify({ probe: "source", filename, history: 1, undated: 1, mark, seconds }),
});

describe("old lines that were counted", () => {
  const ask = async (lines: ReturnType<typeof said>[]) => {
    let query = "";
    const lokiLines = (expr: string) => {
      query = expr;
      return Promise.resolve(lines);
    };
    return { checks: await oldLineChecks({ hostName: "gpu-1" }, { lokiLines }), query };
  };

  it("are told with the span in which they were read, for each file by what was said last", async () => {
    const { checks, query } = await ask([
      said("2026-11-25T10:02:00Z", "/l/b.log", "on", 20),
      said("2026-11-25T10:01:10Z", "/l/a.log", "end", 70),
      said("2026-11-25T10:00:00Z", "/l/a.log", "begin", 0),
    ]);
    expect(query).toContain('host="gpu-1"');
    expect(checks.map(({ what, state }) => [what, state])).toEqual([
      ["old lines /l/a.log", "empty"],
      ["old lines /l/b.log", "empty"],
    ]);
    expect(checks[0]?.found).toMatch(
      /^between 2026-11-25T10:00:00Z and 2026-11-25T10:01:10Z .*counts in this span include them$/,
    );
    expect(checks[1]?.found).toMatch(/^since 2026-11-25T10:01:40Z .*: counts include them$/);
  });

  it("are not told where none were read", async () => {
    expect((await ask([])).checks).toEqual([]);
  });
});
