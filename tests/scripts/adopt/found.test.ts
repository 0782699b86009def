import { dockerLabels } from "../../../components/shared/naming";
import { flagOf, oneStack } from "../../../scripts/adopt/found";
import { iniValue } from "../../../scripts/adopt/their-grafana";
import { type Inspected, mountOf, theirs } from "../../../scripts/adopt/theirs";

/** A container as compose makes it. */
function made(
  name: string,
  image: string,
  more: { folder?: string; labels?: Record<string, string> } = {},
): Inspected {
  const { folder = "/srv/monitoring", labels = {} } = more;
  const id = "f".repeat(64);
  const compose = {
    "com.docker.compose.project": folder.split("/").pop() ?? "",
    "com.docker.compose.service": name,
    "com.docker.compose.project.working_dir": folder,
    "com.docker.compose.project.config_files": `${folder}/docker-compose.yml`,
  };
  return {
    Id: id,
    Name: `/${name}`,
    Path: "/usr/bin/loki",
    Args: ["-config.file=/etc/loki/local-config.yaml"],
    State: { Running: true },
    HostConfig: {
      AutoRemove: false,
      RestartPolicy: { Name: "always" },
      Tmpfs: { "/tmp": "" },
      PortBindings: { "3100/tcp": [{ HostPort: "3101" }] },
    },
    Config: { Image: image, Env: ["A=b=c", "EMPTY="], Labels: { ...compose, ...labels } },
    Mounts: [
      { Type: "bind", Source: `${folder}/loki-data`, Destination: "/loki" },
      {
        Type: "volume",
        Name: "more",
        Source: "/var/lib/docker/volumes/more/_data",
        Destination: "/loki/more",
      },
    ],
    NetworkSettings: { Networks: { net: { Aliases: ["logs", id.slice(0, 12)] } } },
  };
}
const of = (...all: Inspected[]) => all.flatMap((one) => theirs(one) ?? []);

describe("a container of a stack made by hand", () => {
  it.each([
    ["grafana/loki:2.9.2", "loki"],
    ["mirror.local:5000/grafana/promtail:2.9.2", "promtail"],
    ["grafana/grafana-enterprise:10.2.2", "grafana"],
    ["grafana/grafana-oss", "grafana"],
    [`grafana/grafana@sha256:${"ab".repeat(32)}`, "grafana"],
    ["grafana/loki-canary:2.9.2", undefined],
    ["nginx:1.27", undefined],
  ])("is known by its image %s", (image, role) => {
    expect(theirs(made("it", image))?.role).toBe(role);
  });

  it("is none of ours", () => {
    expect(
      theirs(made("it", "grafana/loki:3.7.6", { labels: { [dockerLabels.role]: "loki" } })),
    ).toBeUndefined();
  });

  it("is reached under its names and its published port", () => {
    const [loki] = of(made("loki", "grafana/loki:2.9.2"));
    expect(loki?.addresses).toEqual(
      expect.arrayContaining(["http://loki:3100", "http://logs:3100", "http://host.docker.internal:3101"]),
    );
    expect(loki?.environment).toEqual({ A: "b=c", EMPTY: "" });
  });

  it.each([
    [{ Name: "on-failure", MaximumRetryCount: 5 }, "on-failure:5"],
    [{ Name: "on-failure", MaximumRetryCount: 0 }, "on-failure"],
    [{ Name: "always" }, "always"],
    [{ Name: "" }, "no"],
  ])("has a restart policy that can be put back: %j", (policy, word) => {
    const one = made("loki", "grafana/loki:2.9.2");
    const [loki] = of({ ...one, HostConfig: { ...one.HostConfig, RestartPolicy: policy } });
    expect(loki?.restart).toBe(word);
  });

  it("has its data where the nearest mount is", () => {
    const [loki] = of(made("loki", "grafana/loki:2.9.2"));
    if (!loki) throw new Error("none");
    expect(mountOf(loki, "/loki")).toMatchObject({ source: "/srv/monitoring/loki-data", rest: "" });
    expect(mountOf(loki, "/loki/more/a")).toMatchObject({ source: "more", rest: "a" });
    expect(mountOf(loki, "/tmp/positions.yaml")).toMatchObject({ inMemory: true });
    expect(mountOf(loki, "/lokidata")).toBeUndefined();
  });

  it.each([
    [["loki", "-config.file=/a"], "/a"],
    [["loki", "--config.file", "/b"], "/b"],
    [["loki", "-config.file.more=/c"], undefined],
    [["loki"], undefined],
  ])("has flags as Go programs take them: %j", (command, value) => {
    const [loki] = of(made("loki", "grafana/loki:2.9.2"));
    expect(loki && flagOf({ ...loki, command }, "config.file")).toBe(value);
  });
});

describe("the stack that is taken over", () => {
  const here = [made("loki", "grafana/loki:2.9.2"), made("grafana", "grafana/grafana:10.2.2")];
  const other = { folder: "/srv/other" };

  it("is the only one there is", () => {
    const found = oneStack(of(...here));
    expect([found.loki.name, found.grafana?.name, found.promtail]).toEqual(["loki", "grafana", undefined]);
  });

  it.each(["/srv/other", "/srv/other/docker-compose.yml", "other"])(
    "is the one that is named: %s",
    (from) => {
      const both = of(...here, made("logs", "grafana/loki:2.9.2", other));
      expect(oneStack(both, from).loki.name).toBe("logs");
    },
  );

  it("is asked for where there are two, and told of where there is none", () => {
    const both = of(...here, made("logs", "grafana/loki:2.9.2", other));
    expect(() => oneStack(both)).toThrow(
      /2 stacks with a Loki: name one with --from .*\n {2}monitoring in \/srv\/monitoring: loki, grafana\n {2}other/,
    );
    expect(() => oneStack([])).toThrow("There is no container of Loki on this Docker engine");
    expect(() => oneStack(both, "/nowhere")).toThrow("that belongs to /nowhere");
  });

  it("has one of each", () => {
    expect(() => oneStack(of(...here, made("loki2", "grafana/loki:2.9.2")))).toThrow(
      "both a loki of one stack",
    );
  });
});

it("reads an INI file as Grafana does", () => {
  const text = '[database]\n;type = mysql\ntype =\n[security]\n; secret_key = no\nsecret_key = """a#b"""\n';
  expect(iniValue(text, "database", "type")).toBeUndefined();
  expect(iniValue(text, "security", "secret_key")).toBe("a#b");
});
