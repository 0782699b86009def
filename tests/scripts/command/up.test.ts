import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

import { command, dockerThatAnswers, folder } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe("up", () => {
  it("says how to get Docker where there is none", () => {
    expect(command("up")).toEqual({
      status: 1,
      output: expect.stringContaining("The command `docker` is not on this machine") as unknown,
    });
  });

  it.each([
    [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "Start it (sudo systemctl start docker)",
    ],
    ["permission denied while trying to connect to the Docker daemon socket", "sudo usermod -aG docker"],
  ])("says what to do about %j", (stderr, advice) => {
    const { status, output } = command("up", [], {}, { docker: `echo '${stderr}' >&2; exit 1` });
    expect([status, output]).toEqual([1, expect.stringContaining(advice)]);
    expect(output).not.toMatch(/^\s+at /m);
  });

  it("refuses a Docker that is too old", () => {
    const { output } = command("up", [], {}, { docker: "echo 19.03.1" });
    expect(output).toContain("is version 19.03.1; 20.10 or later is needed");
  });

  it("says which ports are taken, all of them, by whom to ask, and how to choose another", async () => {
    const servers = await Promise.all(
      [3000, 3100].map(async (port) => {
        const server = net.createServer();
        await new Promise<void>((resolve) =>
          server.listen(port, "127.0.0.1", resolve).once("error", () => resolve()),
        );
        return server;
      }),
    );
    const { status, output } = command("up", [], {}, { docker: dockerThatAnswers, pulumi: "exit 0" });
    for (const server of servers) server.close();
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/Port 3100 on 127.0.0.1.*in use.*config set --stack dev lokiPort/s),
    ]);
    expect(output).toMatch(/Port 3000 on 127.0.0.1.*in use.*config set --stack dev grafanaPort/s);
  });

  it("names the container that has a port, on any host", () => {
    const others = "1\tweb\t\t\t\tbridge\t0.0.0.0:3000->80/tcp";
    const docker = `case "$1" in version) echo 24.0.0;; ps) echo '${others}';; esac`;
    expect(command("up", [], {}, { docker, pulumi: "exit 0" }).output).toContain(
      "Port 3000 on 127.0.0.1, wanted for grafana, is in use by the container web",
    );
  });

  it("says what an address without a scheme could be", () => {
    const { status, output } = command("up", [], { DOCKER_HOST: "gpu-1" }, { docker: "exit 1" });
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/^\nDOCKER_HOST is "gpu-1".*allowed: ssh:.*over ssh: ssh:\/\/gpu-1.*\n$/),
    ]);
  });

  it("finds out itself whether a host is there, and says so, before it leaves it to ssh", () => {
    const tools = {
      // What ssh's own settings make of a name; an address of this kind is nobody's.
      ssh: 'test "$1" = -G && printf "hostname 192.0.2.1\nport 22\n"',
      docker: "echo asked; exit 1",
    };
    const { status, output } = command("up", [], { DOCKER_HOST: "ssh://ops@gpu-1" }, tools);
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/Connecting to the Docker engine.*192\.0\.2\.1, port 22: .*ssh ops@gpu-1/s),
    ]);
    expect(output).not.toContain("asked");
  });

  it("touches nothing of another checkout's, and names it", () => {
    const theirs = "deepchat-observability-dev\tthem\tbox:/their/.pulumi-state";
    const log = path.join(folder, "touched");
    const docker =
      'case "$1" in version) echo 24.0.0;; info) echo "{}";; ' +
      `ps) echo '1\tdeepchat-observability-dev-loki\t${theirs}\t\t';; ` +
      `network|volume) test "$2" = ls || echo "$@" >> ${log};; *) echo "$@" >> ${log};; esac`;
    for (const [name, ...args] of [
      ["up"],
      ["destroy"],
      ["destroy", "--delete-data"],
      ["refresh"],
      ["verify"],
      ["alert-test"],
      ["pulumi", "up", "--yes"],
      ["pulumi", "destroy", "--yes"],
      ["pulumi", "dn"],
      ["pulumi", "refresh", "--yes"],
    ]) {
      const { status, output } = command(name ?? "", args, {}, { docker, pulumi: `echo "$@" >> ${log}` });
      expect([name, status, output]).toEqual([name, 1, expect.stringContaining("box:/their/.pulumi-state")]);
    }
    expect(fs.existsSync(log)).toBe(false);
  });
});

describe("up", () => {
  it("tells all at once that would be in the way: ports, networks, and each image that cannot be had", () => {
    const docker =
      "case \"$1\" in version) echo 24.0.0;; ps) echo '1\tweb\t\t\t\tbridge\t0.0.0.0:3000->80/tcp';; " +
      'image) exit 1;; pull) echo "Error response from daemon: no such host $2" >&2; exit 1;; esac';
    const { status, output } = command("up", [], {}, { docker, pulumi: "exit 0" });
    expect(status).toBe(1);
    const [, told = ""] = output.split(/\d+ things are in the way:\n/);
    expect(told).toMatch(/^ {2}- Port 3000 .*container web/m);
    for (const key of ["lokiImage", "promtailImage", "probeImage", "grafanaImage"])
      expect(told).toMatch(
        new RegExp(
          `^  - The image (\\S+) is neither .* \\(${key}\\): no such host \\1\\. .*${key} <image>.*docker save \\1`,
          "m",
        ),
      );
  });
});

it.each([
  ["up", 1],
  // It shows what would be made all the same.
  ["preview", 0],
])("%s names the way out where the CLI is neither on PATH nor downloadable", (name, code) => {
  const { status, output } = command(
    name,
    [],
    { http_proxy: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" },
    { docker: dockerThatAnswers },
  );
  expect([status, output]).toEqual([
    code,
    expect.stringMatching(/Pulumi CLI is neither on PATH nor can it be downloaded.*Install it/s),
  ]);
});
