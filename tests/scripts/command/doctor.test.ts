import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { command, folder } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Everything in this checkout that a command could have left there. */
function checkout() {
  const git = spawnSync("git", ["status", "--short", "--ignored", "--", ":!node_modules"], {
    cwd: root,
    encoding: "utf8",
  });
  return { git: git.stdout, files: fs.readdirSync(root) };
}

const info = JSON.stringify({
  ...{ ServerVersion: "29.1.3", DockerRootDir: "/var/lib/docker", OperatingSystem: "Debian" },
  ClientInfo: { Version: "29.1.3" },
});
/** An engine with nothing on it. */
const docker = (more = "") => `
echo "$*" >> ${path.join(folder, "asked")}
case "$1 $2 $3" in
  ${more}
  "info --format {{json .}}") echo '${info}';;
  info*) printf '29.1.3\\t/var/lib/docker\\tname=seccomp\\n';;
  version*) echo 29.1.3;;
  "image inspect"*) exit 1;;
esac`;

describe("doctor", () => {
  const before = checkout();
  afterEach(() => expect(checkout()).toEqual(before));

  it("says what is wrong without an engine and a CLI, each with a way out", () => {
    const { status, output } = command("doctor");
    expect(status).toBe(1);
    expect(output).toMatch(/^ok +configuration /m);
    expect(output).toMatch(/^failed +engine +The command `docker` is not on this machine/m);
    expect(output).toMatch(/^(?:ok|note|failed) +disk of this folder /m);
    expect(output).toMatch(/^(?:ok|failed) +Pulumi CLI +(?:not on this machine; npm run up|offline: )/m);
    expect(output).toMatch(/\d+ ok, \d+ note, \d+ failed\n$/);
    expect(output).not.toMatch(/^\s+at /m);
  });

  it("looks at an engine that answers, and only looks", () => {
    const { status, output } = command("doctor", ["--json"], {}, { docker: docker() });
    const findings = JSON.parse(output.slice(output.indexOf("[\n"))) as {
      what: string;
      state: string;
      found: string;
    }[];
    expect(findings.find(({ what }) => what === "engine")).toMatchObject({
      state: "ok",
      found: "Docker 29.1.3 on Debian, command docker 29.1.3",
    });
    expect(findings.find(({ what }) => what === "containers")).toMatchObject({
      state: "note",
      found: "none yet",
    });
    expect(findings.filter(({ what }) => what.startsWith("registry"))).toHaveLength(1);
    expect(status).toBe(1);
    const asked = fs.readFileSync(path.join(folder, "asked"), "utf8").trim().split("\n");
    for (const line of asked)
      expect(line).toMatch(/^(?:version|info|ps|logs|(?:image|network|volume) (?:inspect|ls)) ?/);
  });

  it("says of a port who has it, as up does", () => {
    const ps = `ps*) echo '1\tweb\t\t\t\tbridge\t0.0.0.0:3000->80/tcp';;`;
    const { output } = command("doctor", [], {}, { docker: docker(ps) });
    expect(output).toMatch(/^failed +port of grafana +Port 3000 .* in use by the container web\.$/m);
    expect(output).toMatch(/^ +-> Stop that, or choose another port: .*grafanaPort/m);
  });

  it("says each mistake of a configuration, and goes on", () => {
    const file = path.join(root, "Pulumi.doctored.yaml");
    fs.writeFileSync(
      file,
      "config:\n  deepchat-observability:grafanaPort: 0\n  deepchat-observability:retention: 1h\n" +
        "  deepchat-observability:grafanPort: 3001\n  deepchat-observability:receivers: [{ type: wecm }]\n",
    );
    try {
      const { status, output } = command("doctor", ["-s", "doctored"], {}, { docker: docker() });
      expect(status).toBe(1);
      expect(output).toMatch(/^failed +configuration +grafanaPort is "0"; allowed/m);
      expect(output).toMatch(/^failed +configuration +retention is/m);
      // What was meant, perhaps, of a key and of a value; a key that nothing reads has no value to be set.
      expect(output).toMatch(
        /^failed +configuration +grafanPort is set; .*config rm .*\n +-> Did you mean grafanaPort\?$/m,
      );
      expect(output).toMatch(
        /^failed +configuration +receivers\[0\]\.type is "wecm"; .*\n +-> Did you mean wecom\? npm run pulumi -- config set/m,
      );
      expect(output).toMatch(/^ok +engine +Docker 29\.1\.3/m);
      fs.writeFileSync(file, "config: [\n");
      const broken = command("doctor", ["-s", "doctored"], {}, { docker: docker() });
      expect([broken.status, broken.output]).toEqual([
        1,
        expect.stringMatching(/^failed +configuration +Pulumi\.doctored/m),
      ]);
      expect(broken.output).not.toMatch(/^\s+at /m);
    } finally {
      fs.rmSync(file);
    }
  });

  it("says of a stack without a file which there are", () => {
    const { status, output } = command("doctor", ["-s", "nosuch"], {}, { docker: docker() });
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/^failed +configuration +There is no stack "nosuch"/m),
    ]);
  });

  it("packs what it found into the one file it writes", () => {
    const file = path.join(folder, "bundle.tar.gz");
    const { output } = command("doctor", ["--bundle", "--out", file], {}, { docker: docker() });
    expect(output).toContain(`${file}: look through it`);
    const { stdout } = spawnSync("tar", ["tzf", file], { encoding: "utf8" });
    for (const name of ["README.txt", "findings.json", "versions.json", "rendered/resources.txt"])
      expect(stdout).toContain(`bundle/${name}\n`);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });
});
