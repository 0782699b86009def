import * as path from "node:path";

import { leftOut, rotatedCopies } from "../../components/containers/collector-file/rotated-copies";
import { job, render } from "../support/collector-file";

describe("renderCollectorConfig", () => {
  it("leaves rotated copies out of a wide glob, for they would be read twice", () => {
    const wide = job(render({ webuiLogPaths: ["/var/log/chat/*"] }), "webui-files")?.static_configs;
    expect(wide?.[0]?.labels).toMatchObject({
      __path__: "/var/log/chat/*",
      __path_exclude__: expect.stringMatching(/^\/\{var\/log\/chat\/\{/) as unknown,
    });
  });

  it.each([
    ["/var/log/chat/*", true],
    ["/var/log/chat/*.log*", true],
    ["/var/log/**/app.log*", true],
    // loguru's copies end as the file they are copies of.
    ["/var/log/chat/*.log", true],
    ["/var/log/chat/app*.log", true],
    // Finds none.
    ["/var/log/chat/app.log", false],
    ["/var/log/*/app.log", false],
    // Asked for by name: loguru itself writes to such names where they are made with {time}.
    ["/var/log/chat/app.*.log", false],
    // Asked for by name: Apache's rotatelogs writes there.
    ["/var/log/httpd/access_log.????-??-??", false],
    ["/var/log/chat/app.log.2026*", false],
  ])("leaves rotated copies out of %s: %s", (glob, leaves) => {
    expect(rotatedCopies(glob) !== undefined).toBe(leaves);
  });

  it.each([
    ["app.log.1", true],
    ["app.log.12.gz", true],
    ["app.log-20261125", true],
    ["app.log.2026-11-25", true],
    ["access_log.1", true],
    ["app.log.old", true],
    ["app.jsonl.3", true],
    ["app.2026-11-25_19-30-00_123456.log", true],
    ["app.2026-11-25_19-30-00_123456.log.gz", true],
    ["app_2026-11-25_19-30-00_123456.log", false],
    ["app.log", false],
    ["app-2026-11-25.log", false],
    ["app.2026-11-25.log", false],
    ["worker-1.log", false],
    ["worker.1.log", false],
    ["webui", false],
    ["catalog.1x", false],
  ])("takes %s for a rotated copy: %s", (name, copy) => {
    expect(path.matchesGlob(`/logs/${name}`, rotatedCopies("/logs/*") ?? "")).toBe(copy);
  });

  it.each([
    ["app.2026-11-25_19-30-00_123456.log", true],
    ["app-2026-11-25.log", false],
    ["app.2026-11-25.log", false],
    ["app.log", false],
  ])("takes %s for a rotated copy under *.log: %s", (name, copy) => {
    expect(path.matchesGlob(`/logs/${name}`, rotatedCopies("/logs/*.log") ?? "")).toBe(copy);
  });

  it.each([
    ["/logs/*.log", "/logs/a\uFFFD.log"],
    ["/logs/**/*.log", "/logs/a/\uFFFD/b/c.log"],
    ["/logs/*/app.log", "/logs/a\uFFFDb/app.log"],
  ])("leaves what %s finds with a name that is no text to nobody", (glob, file) => {
    expect(path.matchesGlob(file, glob)).toBe(true);
    expect(path.matchesGlob(file, leftOut([glob])[0] ?? "")).toBe(true);
  });

  it("leaves nothing out of a name", () => {
    expect(leftOut(["/logs/app.log"])).toEqual([undefined]);
  });

  it.each([
    [["/logs/*.log", "/logs/o*"]],
    [["/logs/*", "/logs/*.log"]],
    [["/logs/*", "/logs/app.log.1", "/logs/app.log"]],
    [["/logs/o*", "/logs/**/*.log", "/logs/*.log", "/logs/app.*.log"]],
    [["/logs/*.log", "/logs/*.log"]],
  ])("lets one of %j read what several find, and none read less", (globs) => {
    const excludes = leftOut(globs);
    const files = ["app.log", "over.log", "o1", "app.log.1", "o.gz", "app.2026-11-25_19-30-00_123456.log"];
    const read = (file: string, without: (i: number) => string | undefined) =>
      [...new Set(globs)].filter(
        (glob, i) => path.matchesGlob(file, glob) && !path.matchesGlob(file, without(i) ?? ""),
      ).length;
    for (const file of files.map((name) => `/logs/${name}`)) {
      const found = read(file, (i) => rotatedCopies(globs[i] ?? "")) > 0;
      expect([file, read(file, (i) => excludes[i])]).toEqual([file, found ? 1 : 0]);
    }
  });
});
