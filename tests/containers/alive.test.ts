import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checked } from "../support/alive";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "alive-"));
const file = path.join(folder, "beat");
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Debian's images have dash, Alpine's BusyBox. */
const shells = [["sh"], ["busybox", "sh"]].filter(([name = ""]) => !spawnSync(name, ["true"]).error);

describe.each(shells)("health by heartbeats, in %s", (...shell) => {
  const found = (content?: string) => {
    fs.rmSync(file, { force: true });
    if (content !== undefined) fs.writeFileSync(file, content);
    return checked("probe", 15, { HEARTBEAT_FILE: file }, shell);
  };

  it("is good where the last round began a moment ago", () => {
    // As the programs write it: in one width.
    expect(found(os.uptime().toFixed(3).padStart(20))).toMatchObject({ status: 0, stdout: "" });
  });

  it("is good for three intervals, and no longer", () => {
    expect(found((os.uptime() - 40).toFixed(3)).status).toBe(0);
    expect(found((os.uptime() - 50).toFixed(3))).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(
        /^probe: the last round began \d+ s ago, one is due every 15 s\.\n$/,
      ) as string,
    });
  });

  it.each([
    ["there is no heartbeat", undefined],
    ["it is empty", ""],
    ["it is none", "soon"],
    ["it is from before the machine's start", (os.uptime() + 1e6).toFixed(3)],
  ])("is bad where %s", (_, content) => {
    expect(found(content)).toMatchObject({
      status: 1,
      stdout: "probe: no round yet, one is due every 15 s.\n",
    });
  });
});
