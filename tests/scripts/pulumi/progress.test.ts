import { Writable } from "node:stream";

import { Progress, type Terminal } from "../../../scripts/pulumi/progress";

/** What moves the cursor or clears the line. */
const painted = new RegExp(`${String.fromCharCode(27)}\\[\\d*[GKJ]`);

/** What a terminal shows at the end: the lines, the last of which is painted over again and again. */
function screen(columns = 80) {
  let text = "";
  const terminal = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        text += chunk.toString();
        done();
      },
    }),
    { columns },
  ) as unknown as Terminal;
  const lines = () => text.split("\n").map((line) => line.split(painted).at(-1) ?? "");
  return { terminal, lines };
}

const plugins =
  "    warning: using pulumi-resource-docker from $PATH at /usr/local/bin/pulumi-resource-docker\n";

const firstUp = `Updating (dev):
    pulumi:pulumi:Stack deepchat-observability-dev  warning: using pulumi-resource-docker from $PATH at /usr/local/bin/pulumi-resource-docker

 +  pulumi:pulumi:Stack deepchat-observability-dev creating (0s)
 +  docker:index:Volume loki-volume creating (0s)
 +  docker:index:Volume loki-volume created (0.07s)
 +  docker:index:Container loki-container creating (0s)
 +  docker:index:Container loki-container created (3s)
 +  docker:index:Container grafana-container creating (0s)
 +  docker:index:Container grafana-container created (7s)
 +  pulumi:pulumi:Stack deepchat-observability-dev created (14s) 4 warnings
Diagnostics:
  deepchat:observability:GrafanaContent (content):
    warning: Nobody will get alerts: no receiver is configured.
    warning: The clock of this host is off by an hour.

  pulumi:pulumi:Stack (deepchat-observability-dev):
${plugins}
Outputs:
    adminPassword: [secret]

Resources:
    + 45 created

Duration: 14s
`;

const failing = ` -- docker:index:Container loki-container deleting original (0s)
 -- docker:index:Container loki-container deleted original (2s)
 +- docker:index:Container loki-container replacing (0s) [diff: ~image]
 +- docker:index:Container loki-container replaced (0.00s) [diff: ~image]
 ++ docker:index:Container loki-container creating replacement (0s) [diff: ~image]
 ++ docker:index:Container loki-container **creating failed** error: 1 error occurred:
Diagnostics:
  pulumi:pulumi:Stack (deepchat-observability-dev):
${plugins}    error: update failed

  docker:index:Container (loki-container):
    error:   sdk-v2/provider2.go:571: sdk.helper_schema: no such image: provider=docker@5.2.0
    error: 1 error occurred:
    \t* no such image

Resources:
    5 unchanged
    1 errored

Duration: 2s
`;

describe("the short form of Pulumi's output", () => {
  it("says which containers were made, what needs attention, and how many there are", () => {
    const { terminal, lines } = screen();
    const progress = new Progress("up of dev", terminal);
    // As it may come: cut anywhere.
    for (const piece of firstUp.match(/[^]{1,37}/g) ?? []) progress.take(piece);
    progress.end("done");
    expect(lines().map((line) => line.replace(/\d+ s$/, "N s"))).toEqual([
      "  loki created (3s)",
      "  grafana created (7s)",
      "  deepchat:observability:GrafanaContent (content):",
      "    warning: The clock of this host is off by an hour.",
      "up of dev: 45 created, N s",
      "",
    ]);
  });

  it("tells a failure with its reason, once", () => {
    const { terminal, lines } = screen();
    const progress = new Progress("up of dev", terminal);
    progress.take(failing);
    progress.end("failed");
    expect(lines().map((line) => line.replace(/\d+ s$/, "N s"))).toEqual([
      "  loki deleted original (2s)",
      "  loki creating failed",
      "  docker:index:Container (loki-container):",
      "    error: 1 error occurred:",
      "    \t* no such image",
      "up of dev: failed, N s",
      "",
    ]);
  });

  it("tells an interruption as one, not as a failure", () => {
    const { terminal, lines } = screen();
    const progress = new Progress("up of dev", terminal);
    const stack = "  pulumi:pulumi:Stack (deepchat-observability-dev):\n";
    progress.take(
      `Diagnostics:\n${stack}${plugins}    error: update canceled\n\nResources:\n    + 3 created\n`,
    );
    progress.end("interrupted");
    expect(lines().map((line) => line.replace(/\d+ s$/, "N s"))).toEqual(["up of dev: interrupted, N s", ""]);
  });

  it("shows what is being done in one line that fits", () => {
    const { terminal, lines } = screen(40);
    const progress = new Progress("up of dev", terminal);
    progress.take(" +  docker:index:Container loki-container creating (0s)\n");
    progress.take(" +  docker:index:Container grafana-container creating (0s)\n");
    const [line = ""] = lines();
    progress.end("done");
    expect(line).toMatch(/^up of dev … \d+ s {2}loki creating/);
    expect(line.length).toBeLessThan(40);
  });
});
