import { oldLineChecks } from "../../../scripts/checks/old-lines";

const begun = "2026-11-25T10:00:00Z";
const said = (filename: string, mark: string, to: string) => ({
  nanoseconds: BigInt(Date.parse(to)) * 1_000_000n,
  line: JSON.stringify({ probe: "source", filename, history: 1, undated: 1, mark, from: begun, to }),
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
      said("/l/b.log", "on", "2026-11-25T10:02:00Z"),
      said("/l/a.log", "end", "2026-11-25T10:01:10Z"),
      said("/l/a.log", "begin", begun),
    ]);
    expect(query).toContain('host="gpu-1"');
    expect(checks.map(({ what, state }) => [what, state])).toEqual([
      ["old lines /l/a.log", "empty"],
      ["old lines /l/b.log", "empty"],
    ]);
    expect(checks[0]?.found).toMatch(
      /^between 2026-11-25T10:00:00Z and 2026-11-25T10:01:10Z .*counts in this span include them$/,
    );
    expect(checks[1]?.found).toMatch(/^since 2026-11-25T10:00:00Z .*: counts include them$/);
  });

  it("are not told where none were read", async () => {
    expect((await ask([])).checks).toEqual([]);
  });
});
