import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { localState, stackOwner } from "../../../components/config/owner";
import { root } from "../../../scripts/offline/project";

let folder: string;
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "commands-"))));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Runs a command as npm would, with nothing on PATH but Node and what the test puts there. */
function command(
  name: string,
  args: string[] = [],
  environment: NodeJS.ProcessEnv = {},
  tools: Record<string, string> = {},
) {
  const bin = fs.mkdtempSync(path.join(folder, "bin-"));
  for (const [tool, script] of Object.entries(tools))
    fs.writeFileSync(path.join(bin, tool), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/tsx/dist/cli.mjs"), path.join(root, "scripts", `${name}.ts`), ...args],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        PATH: `${bin}:/usr/bin:/bin`.replace(/\/usr\/bin:\/bin/, tools.docker ? "/bin" : ""),
        HOME: folder,
        PULUMI_HOME: path.join(folder, "pulumi"),
        ...environment,
      },
    },
  );
  return { status, output: stdout + stderr };
}

const dockerThatAnswers = 'case "$1" in version) echo 24.0.0;; image) exit 0;; esac';

describe("render", () => {
  it("needs Node alone, and writes the same at every run", () => {
    const run = (name: string) => {
      const out = path.join(folder, name);
      const { status, output } = command("render", ["--out", out, "--stack", "prod"]);
      expect([status, output]).toEqual([0, expect.stringContaining("files of stack prod")]);
      return Object.fromEntries(
        fs
          .readdirSync(out, { recursive: true, encoding: "utf8" })
          .filter((file) => fs.statSync(path.join(out, file)).isFile())
          .map((file) => [file, fs.readFileSync(path.join(out, file), "utf8")]),
      );
    };
    const files = run("first");
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        "resources.txt",
        "containers/loki-container/etc/loki/deepchat.yaml",
        "containers/collector-container/etc/promtail/config.yaml",
        "grafana/dashboards/deepchat-overview.json",
        "grafana/ruleGroup/content-rules.yaml",
        "grafana/contactPoint/content-contact-point-critical.yaml",
      ]),
    );
    expect(files["containers/grafana-container/etc/deepchat/admin-password"]).toBe("(secret)");
    expect(run("second")).toEqual(files);
  });

  it("does not touch a folder it did not write", () => {
    const out = fs.mkdtempSync(path.join(folder, "precious-"));
    fs.writeFileSync(path.join(out, "letter"), "dear");
    const { status, output } = command("render", ["--out", out]);
    expect([status, output]).toEqual([1, expect.stringContaining("was not written by render")]);
    expect(fs.readFileSync(path.join(out, "letter"), "utf8")).toBe("dear");
  });

  it("names the stacks there are when asked for another", () => {
    const { status, output } = command("render", ["--stack", "nosuch"]);
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/There is no stack "nosuch".*agent, dev, prod/s),
    ]);
  });

  it("names the flags there are when given another", () => {
    expect(command("render", ["--nosuch"])).toEqual({
      status: 64,
      output: expect.stringContaining("Flags: --stack, --out"),
    });
  });
});

describe("--help", () => {
  const scripts = fs.readdirSync(path.join(root, "scripts")).filter((name) => name.endsWith(".ts"));
  const names = scripts.map((name) => name.replace(".ts", ""));

  it.each(names)("%s says what it does, its flags and an example, and does nothing", (name) => {
    const pulumi = `echo called >> ${folder}/called-${name}`;
    const { status, output } = command(name, ["--help"], {}, { docker: pulumi, pulumi });
    expect([status, output]).toEqual([0, expect.stringContaining(`Usage: npm run ${name} -- `)]);
    expect(output).toMatch(/Example: npm run /);
    if (name === "pulumi") return;
    expect(output).toMatch(/-h, --help +\S/);
    expect(fs.existsSync(path.join(folder, `called-${name}`))).toBe(false);
  });

  it("is known to npm for every command", () => {
    const { scripts: known } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const name of names) expect(known[name]).toMatch(new RegExp(`scripts/${name}.ts$`));
  });
});

/** A Pulumi CLI that has no stack, and notes what it was asked for. */
const noStack = (calls: string) =>
  `echo "$*" >> ${calls}; case "$*" in *--create*) exit 0;; esac; echo "error: no stack named 'dev' found" >&2; exit 1`;

describe.each(["verify", "alert-test", "refresh", "destroy"])("%s", (name) => {
  it("says so of a stack that was never made, and makes nothing", () => {
    const calls = path.join(folder, `${name}-calls`);
    const { status, output } = command(name, [], {}, { docker: dockerThatAnswers, pulumi: noStack(calls) });
    expect([status, output.trim()]).toEqual([
      1,
      expect.stringMatching(/^There is no stack dev in \S+: [^\n]*$/),
    ]);
    expect(fs.readFileSync(calls, "utf8")).not.toMatch(/--create|init/);
  });

  it("says so of a stack without a file, and calls nothing", () => {
    const calls = path.join(folder, `${name}-none`);
    const { status, output } = command(
      name,
      ["-s", "nosuch"],
      {},
      { docker: "exit 1", pulumi: noStack(calls) },
    );
    expect([status, output]).toEqual([1, expect.stringContaining('There is no stack "nosuch"')]);
    expect(fs.existsSync(calls)).toBe(false);
  });
});

describe("destroy --delete-data", () => {
  const volume = "deepchat-observability-dev-loki-data";
  const tools = (calls: string) => ({
    docker: `case "$1 $2" in "version "*) echo 24.0.0;; "volume ls") printf '${volume}\\t${volume}\\tdeepchat-observability-dev\\t\\t\\n';; *rm*) echo "$*" >> ${calls};; esac`,
    pulumi: `case "$1" in destroy) echo "$*" >> ${calls};; esac`,
  });

  it("removes nothing where nobody can be asked", () => {
    const calls = path.join(folder, "kept");
    const { status, output } = command("destroy", ["--delete-data"], {}, tools(calls));
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(
        /data of stack dev \(deepchat-observability-dev-loki-data\).*add --yes.*Nothing was removed/s,
      ),
    ]);
    expect(fs.existsSync(calls)).toBe(false);
  });

  it("deletes with --yes", () => {
    const calls = path.join(folder, "deleted");
    expect(command("destroy", ["--delete-data", "--yes"], {}, tools(calls)).status).toBe(0);
    expect(fs.readFileSync(calls, "utf8")).toMatch(
      /^destroy.*\nvolume rm -f deepchat-observability-dev-loki-data\n$/,
    );
  });
});

describe("up", () => {
  it("says how to get Docker where there is none", () => {
    expect(command("up")).toEqual({
      status: 1,
      output: expect.stringContaining("The command `docker` is not on this machine"),
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
      'case "$1" in version) echo 24.0.0;; ' +
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

describe("refresh", () => {
  const exported = (resources: string) =>
    `case "$1 $2" in "stack export") echo '{"deployment":{"resources":[${resources}]}}';; refresh*) echo refreshed;; esac`;

  it("says of a stack that was never up that there is nothing to read, and what to do", () => {
    const { status, output } = command(
      "refresh",
      [],
      {},
      { docker: dockerThatAnswers, pulumi: exported("") },
    );
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/^\nThe stack dev holds nothing: .*never brought up.*npm run up.*\n$/),
    ]);
  });

  it("has the next up look at a network that is another than the one it made", () => {
    const note = path.join(root, ".pulumi-state", "dev.unfinished");
    const owner = stackOwner({
      ...{ environment: { PULUMI_BACKEND_URL: `file://${localState({ root })}` }, root },
      ...{ project: "deepchat-observability", stack: "dev", organization: () => "" },
    });
    const row = ["again", "deepchat-observability-dev", "deepchat-observability-dev", owner.id, owner.origin];
    const docker = `case "$1 $2" in version*) echo 24.0.0;; "network ls") echo '${row.join("\t")}';; esac`;
    const refreshed = (id: string) =>
      command(
        "refresh",
        [],
        {},
        { docker, pulumi: exported(`{"urn":"u","type":"docker:index/network:Network","id":"${id}"}`) },
      );
    const same = refreshed("again");
    expect([same.status, same.output]).toEqual([0, expect.not.stringContaining("made anew")]);
    expect(fs.existsSync(note)).toBe(false);
    const { status, output } = refreshed("made");
    expect([status, output]).toEqual([0, expect.stringMatching(/network.*made anew.*next npm run up/)]);
    expect(fs.existsSync(note)).toBe(true);
    fs.rmSync(note);
  });
});

it.each(["up", "preview"])(
  "%s names the way out where the CLI is neither on PATH nor downloadable",
  (name) => {
    const { status, output } = command(
      name,
      [],
      { http_proxy: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" },
      { docker: dockerThatAnswers },
    );
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/Pulumi CLI is neither on PATH nor can it be downloaded.*Install it/s),
    ]);
  },
);
