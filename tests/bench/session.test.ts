import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Measure } from "../../bench/measure";
import { chosen, measures } from "../../bench/measures";
import { Session } from "../../bench/session";
import { root } from "../../scripts/offline/project";

const figure = { what: "time", subject: "ours", unit: "ms", samples: [1, 2, 3] } as const;
const measure = (run: Measure["run"]): Measure => ({ name: "made", what: "Made up", run });

describe("a session", () => {
  let session: Session;

  beforeAll(() => {
    jest.spyOn(console, "log").mockImplementation();
    jest.spyOn(console, "error").mockImplementation();
    session = new Session({ short: true, rounds: 1 });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeAllListeners(signal);
  });

  it("keeps what a measure handed in before it failed, and takes away what it made, the last first", async () => {
    const gone: string[] = [];
    const measured = await session.measure(
      measure(async (scale, report) => {
        report.later(() => gone.push("first"));
        const now = report.later(() => gone.push("now"));
        report.later(() => Promise.reject(new Error("stays")));
        report.later(() => gone.push("last"));
        await now();
        report({ ...figure, samples: [...figure.samples, scale.rounds] });
        report.skip("alloy", "no image");
        throw new Error("Loki is gone\nat once");
      }),
    );
    expect(gone).toEqual(["now", "last", "first"]);
    expect(measured).toMatchObject({
      figures: [{ samples: [1, 2, 3, 1] }],
      skipped: [{ what: "alloy", why: "no image" }],
      failed: "Loki is gone",
    });
  });

  it("goes on with the next measure", async () => {
    const measured = await session.measure(
      measure((_, report) => Promise.resolve(report({ ...figure, samples: [...figure.samples] }))),
    );
    expect(measured).toMatchObject({ figures: [{ what: "time" }], skipped: [] });
    expect(measured.failed).toBeUndefined();
  });
});

it("takes away what was made on Ctrl-C, what is being made then included, and begins nothing after it", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "session-"));
  try {
    const program = path.join(folder, "program.ts");
    fs.writeFileSync(
      program,
      `import { Session } from ${JSON.stringify(path.join(root, "bench/session"))};
       void new Session({ short: true, rounds: 1 }).measure({ name: "made", what: "Made up", run: async (_, report) => {
         report.later(() => console.log("took away the first"));
         const gone = new Promise((resolve) => report.later(() => resolve(undefined)));
         const alive = setInterval(() => undefined, 1000);
         console.log("ready");
         await gone;
         await new Promise((resolve) => setTimeout(resolve, 100));
         report.later(() => console.log("took away what came late"));
         console.log("goes on", alive);
       } });`,
    );
    const child = spawn(process.execPath, ["--import", "tsx", program], { cwd: root });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (text.includes("ready")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, said]).toEqual([130, expect.stringContaining("took away the first")]);
    expect(said).toContain("took away what came late");
    expect(said).not.toContain("goes on");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}, 60_000);

it("refuses a measure there is not, naming those there are, and leaves the long ones to who names them", () => {
  expect(() => chosen(["life", "speed"], false)).toThrow(/There is no measure speed: name some of .*life/);
  const long = measures.filter((each) => each.long);
  expect(long.length).toBeGreaterThan(0);
  expect(chosen([], false)).toEqual(measures.filter((each) => !each.long));
  expect(chosen([], true)).toEqual(measures);
  expect(chosen(["growth", "life"], false).map(({ name }) => name)).toEqual(["life", "growth"]);
});
