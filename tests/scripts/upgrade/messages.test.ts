import type { Entry } from "../../../scripts/upgrade/journal";
import { type Return, stuck, upgraded, wentBack } from "../../../scripts/upgrade/messages";

const old = { version: "0.1.0", commit: "1111111222222333333" };
const now = { version: "0.2.0", commit: "4444444555555666666" };
const entry: Entry = {
  ...{
    backup: "/srv/obs/backups/lab-20261126-174512",
    phase: "back",
    pid: 1,
    began: "2026-11-26T17:45:12.000Z",
  },
  images: { grafanaImage: "grafana/grafana:12.4.1", lokiImage: "grafana/loki:3.7.6" },
  ...{ pins: {}, containers: { grafana: "a", loki: "b" }, program: old },
  content: { at: 1, lines: 1234, boards: ["deepchat-overview", "mine"], probed: true },
};
const reason = {
  text: "container grafana ends again and again",
  role: "grafana",
  lines: "one\ntwo",
} as const;
const gone: Return = { ...{ stack: "lab", entry, now: old }, restored: ["grafana"], held: ["grafanaImage"] };

describe("what is told of a way back", () => {
  it("is what failed, what it said, what runs, which data, and what to do next", () => {
    expect(wentBack(gone, reason).split("\n")).toEqual([
      "The upgrade of lab did not succeed: container grafana ends again and again. What ran before runs again, with its data.",
      ...["The container grafana wrote last:", "    one", "    two"],
      "Runs again  grafana/grafana:12.4.1, grafana/loki:3.7.6; made by program 0.1.0 (1111111)",
      expect.stringMatching(
        /^Data {8}Grafana is as at 2026-11-26T17:45:12\.000Z: .* Loki was not touched\.$/,
      ),
      "Backup      /srv/obs/backups/lab-20261126-174512",
      expect.stringMatching(/^Settings {4}Pulumi\.lab\.local\.yaml names what runs \(grafanaImage\)/),
      "Next        once the cause is gone: npm run upgrade -- --stack lab",
    ]);
  });

  it("says that sources are read again where Loki's data came from the backup", () => {
    const text = wentBack({ ...gone, restored: ["grafana", "loki", "collector"], held: [] }, reason);
    expect(text).toMatch(/Grafana and Loki are as at .*read again, so that no line of this host is lost/);
    expect(text).not.toMatch(/Settings/);
  });

  it("names the program to go back to, by its commit where that is known", () => {
    expect(wentBack({ ...gone, now }, reason)).toMatch(
      /Next {8}this checkout is program 0\.2\.0 \(4444444\) still.*git checkout 111111122222 && npm ci before you run it/,
    );
    const unpacked = { ...entry, program: { version: "0.1.0" } };
    expect(wentBack({ ...gone, entry: unpacked, now }, reason)).toMatch(
      /check out version 0\.1\.0 of this program and run npm ci before you run it/,
    );
    const unknown = { ...entry, program: undefined };
    expect(wentBack({ ...gone, entry: unknown, now }, reason)).toMatch(/git reflog names it/);
  });

  it("blames nothing where somebody wanted it", () => {
    expect(wentBack(gone, undefined)).toMatch(
      /^What ran before the upgrade of lab runs again, with its data\.$/m,
    );
  });

  it("is where the data are and two ways on, where it could not be finished", () => {
    const text = stuck("lab", entry, "the disk is full", reason);
    expect(text).toMatch(
      /^The upgrade of lab did not succeed: .*\nThe way back is not finished: the disk is full\n/,
    );
    expect(text).toContain("npm run upgrade -- --back");
    expect(text).toContain(`npm run restore -- ${entry.backup} --stack lab --replace`);
  });
});

it("tells after a success what was found again, and how to go back all the same", () => {
  const text = upgraded("lab", entry, now);
  expect(text).toContain("(1234 lines of the last hour, 2 dashboards)");
  expect(text).toContain(`git checkout 111111122222 && npm ci, then npm run restore -- ${entry.backup}`);
  expect(upgraded("lab", entry, old)).not.toContain("git checkout");
});
