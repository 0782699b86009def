import { type FileReport, readReport } from "../../../scripts/checks/file-report";
import { judge } from "../../../scripts/checks/files";

const path = "/var/log/deepchat/webui.log";
const read: FileReport = {
  ...{ kind: "file", size: 5000, behind: 0, history: false, leftOut: 0, identity: "1:2", target: path, path },
};
const nothing = { lines: 0 };
const some = { lines: 12, last: Date.parse("2026-11-25T10:00:00Z") };

describe("what verify says of a log file", () => {
  it("is ok only where its lines arrive", () => {
    expect(judge(read, some)).toEqual({
      what: `file ${path}`,
      state: "ok",
      found: "12 lines in the last 15 minutes, the last one of 2026-11-25T10:00:00Z",
    });
    expect(judge(read, nothing)).toMatchObject({ state: "empty", found: /no line of it/ });
  });

  it.each<[string, Partial<FileReport>, string, RegExp]>([
    [
      "a link out of /var/log",
      { kind: "gone", target: "/data/webui.log" },
      "failed",
      /link to \/data\/webui\.log.*none/,
    ],
    ["a link to nothing", { kind: "gone", target: "/var/log/x/webui.log" }, "empty", /which does not exist/],
    ["what may not be read", { kind: "unreadable" }, "failed", /may not read it: none/],
    ["a directory", { kind: "directory" }, "empty", /a directory/],
    ["a pipe", { kind: "special" }, "failed", /a pipe/],
    ["no text", { kind: "binary" }, "empty", /not a text file/],
    ["a compressed copy", { path: `${path}.2.gz` }, "empty", /not a text file .*rotated copy/],
    ["an empty file", { size: 0 }, "empty", /^empty$/],
    ["a file nobody has begun", { kind: "unseen" }, "empty", /not begun/],
    [
      "a file far behind",
      { behind: 44_000_000, history: true },
      "empty",
      /^reading history, 44\.0 MB behind$/,
    ],
    ["history, however little", { behind: 900, history: true }, "empty", /^reading history, 1 kB behind$/],
    ["a name that is not UTF-8", { kind: "encoding", path: "/var/log/caf\uFFFD.log" }, "failed", /not UTF-8/],
    ["a line end in a name", { kind: "newline", path: "/var/log/a\\nb.log" }, "failed", /not supported/],
    ["a slow reader", { behind: 4_000_000 }, "empty", /^reading, 4\.0 MB behind$/],
    ["a beginning left out", { leftOut: 268_000_000 }, "ok", /the first 268\.0 MB are left out/],
    ["a rotated copy", { path: `${path}.1` }, "ok", /by its name a rotated copy/],
  ])("tells %s", (_, change, state, found) => {
    const check = judge({ ...read, ...change }, some);
    expect([check.state, check.found]).toEqual([state, expect.stringMatching(found)]);
    if (state !== "ok") expect(check.hint).toBeTruthy();
  });
});

it("reads the collector's report by glob", () => {
  const text = [
    "glob\t/var/log/deepchat/*.log",
    `file\t5000\t0\t0\t\t1:2\t${path}\t${path}`,
    `file\t9000\t4000\t1\t300\t1:2\t${path}\t${path} 2`,
    "glob\t/var/log/ollama/*.log",
  ].join("\n");
  expect([...readReport(text)]).toEqual([
    [
      "/var/log/deepchat/*.log",
      [read, { ...read, size: 9000, behind: 4000, history: true, leftOut: 300, path: `${path} 2` }],
    ],
    ["/var/log/ollama/*.log", []],
  ]);
});
