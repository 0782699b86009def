import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

import { command, folder } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe.each([["preview"], ["pulumi", "preview"]])("%j", (name, ...args) => {
  const log = (calls: string) => `echo "$1 $DOCKER_HOST" >> ${calls}`;

  it("says what an address without a scheme could be, as up does, and does nothing", () => {
    const calls = path.join(folder, `malformed-${name}`);
    const tools = { docker: "exit 1", pulumi: log(calls) };
    const { status, output } = command(name, args, { DOCKER_HOST: "gpu-1" }, tools);
    expect([status, output]).toEqual([1, command("up", [], { DOCKER_HOST: "gpu-1" }, tools).output]);
    expect(fs.existsSync(calls)).toBe(false);
  });

  it("says that an engine does not answer, and goes on without it", () => {
    const calls = path.join(folder, `dead-${name}`);
    const tools = { docker: "exit 1", pulumi: log(calls) };
    const { status, output } = command(name, args, { DOCKER_HOST: "tcp://127.0.0.1:1" }, tools);
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(
        /The Docker engine at tcp:\/\/127\.0\.0\.1:1 cannot be reached: .*nothing listens there.*The preview goes on without it/,
      ),
    ]);
    // The Docker provider asks nothing of one behind ssh.
    expect(fs.readFileSync(calls, "utf8")).toMatch(/^preview ssh:\/\//m);
  });

  it("says within seconds of an engine behind ssh that it is not asked, why, and what is not checked", () => {
    const tools = {
      // What ssh's own settings make of a name; an address of this kind is nobody's.
      ssh: 'test "$1" = -G && printf "hostname 192.0.2.1\nport 22\n"',
      ...{ docker: "echo asked; exit 1", pulumi: "echo shown" },
    };
    const { status, output } = command(name, args, { DOCKER_HOST: "ssh://ops@gpu-1" }, tools);
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(
        /The Docker engine at ssh:\/\/ops@gpu-1 is not asked by a preview: .*cannot be reached: 192\.0\.2\.1, port 22: .*Not checked.* ports, images.*shown/s,
      ),
    ]);
    expect(output).not.toContain("asked\n");
  });

  it("says of a machine behind ssh that takes connections and says nothing that it is not there", async () => {
    // Its connections are taken by the kernel, while this process waits.
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    const tools = {
      ssh: `test "$1" = -G && printf "hostname 127.0.0.1\nport ${port}\n"`,
      ...{ docker: "exit 1", pulumi: "echo shown" },
    };
    const { status, output } = command(name, args, { DOCKER_HOST: "ssh://ops@gpu-1" }, tools);
    server.close();
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(
        /cannot be reached: 127\.0\.0\.1, port \d+: it took the connection and said nothing.*shown/s,
      ),
    ]);
  });

  it("says that up would be refused also where the CLI fails", () => {
    const theirs = "deepchat-observability-dev\tthem\tbox:/their/.pulumi-state";
    const docker = `case "$1" in version) echo 24.0.0;; ps) echo '1\tdeepchat-observability-dev-loki\t${theirs}\t\t';; esac`;
    const pulumi = 'case "$1 $2" in "stack select") echo no such luck >&2; exit 1;; esac';
    const { status, output } = command(name, args, {}, { docker, pulumi });
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/`npm run up` would be refused.*box:\/their\/.*no such luck/s),
    ]);
  });

  it("shows what it shows of another's stack, and that up would be refused", () => {
    const theirs = "deepchat-observability-dev\tthem\tbox:/their/.pulumi-state";
    const docker = `case "$1" in version) echo 24.0.0;; ps) echo '1\tdeepchat-observability-dev-loki\t${theirs}\t\t';; esac`;
    const { status, output } = command(name, args, {}, { docker, pulumi: "echo shown" });
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(
        /shown.*`npm run up` would be refused.*box:\/their\/\.pulumi-state.*--take-over/s,
      ),
    ]);
  });
});
