import * as fs from "node:fs";

import { readGrafana } from "../../../scripts/adopt/their-grafana";
import { type Inspected, theirs } from "../../../scripts/adopt/theirs";

/** A Grafana made by hand, with files in it. */
async function read(environment: Record<string, string>, files: Record<string, string>) {
  const inspected: Inspected = {
    ...{ Id: "f".repeat(64), Name: "/grafana", Path: "/run.sh", Args: null, State: { Running: true } },
    HostConfig: { AutoRemove: false, RestartPolicy: { Name: "always" } },
    Config: {
      Image: "grafana/grafana:10.2.2",
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      Labels: null,
    },
    Mounts: [
      { Type: "volume", Name: "usual", Destination: "/var/lib/grafana" },
      { Type: "volume", Name: "other", Destination: "/data" },
    ],
    NetworkSettings: { Networks: null },
  };
  const container = theirs(inspected);
  if (!container) throw new Error("none");
  const run = (args: string[]) => {
    const [, , from = "", to = ""] = args;
    const text = files[from.split(":")[1] ?? ""];
    if (text !== undefined) fs.writeFileSync(to, text);
    return Promise.resolve({ status: text === undefined ? 1 : 0, stdout: "", stderr: "" });
  };
  const docker = { cli: { run } } as unknown as Parameters<typeof readGrafana>[0];
  const looked = { admin: "admin", users: 1, dashboards: 2 };
  const worker = { run: () => Promise.resolve(looked) } as unknown as Parameters<typeof readGrafana>[1];
  return readGrafana(docker, worker, container);
}

const ini = "/etc/grafana/grafana.ini";
const inIni = (value: string) => ({ [ini]: `[security]\nsecret_key = ${value}\n` });

describe("the key of a Grafana made by hand", () => {
  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["that everybody knows where nothing says another", {}, {}, "SW2YcwTIb9zpOOhoPsMm"],
    ["in its environment", { GF_SECURITY_SECRET_KEY: "a{b}$c" }, {}, "a{b}$c"],
    [
      "in a file its environment names",
      { GF_SECURITY_SECRET_KEY__FILE: "/run/key" },
      { "/run/key": "k\n" },
      "k",
    ],
    ["in a file its settings name", {}, { ...inIni("$__file{/run/key}"), "/run/key": " k \n" }, "k"],
    [
      "in a file, by its environment",
      { GF_SECURITY_SECRET_KEY: "$__file{/run/key}" },
      { "/run/key": "k" },
      "k",
    ],
    ["in a variable its settings name", { KEY: "k" }, inIni("x$__env{KEY}-${KEY}"), "xk-k"],
  ])("is the one %s", async (_, environment, files, key) => {
    expect((await read(environment, files)).secretKey).toBe(key);
  });

  it("is refused where it cannot be had", async () => {
    await expect(read({}, inIni("$__file{/run/key}"))).rejects.toThrow(
      "What security.secret_key of grafana says is not in /run/key of that container. Nothing was changed.",
    );
    await expect(read({}, inIni("$__vault{kv:a:b}"))).rejects.toThrow(
      "grafana has security.secret_key from $__vault, which cannot be asked from here. Nothing was changed.",
    );
  });

  it("is beside its data, which may be named so, too", async () => {
    const { from } = await read({ GF_PATHS_DATA: "${PLACE}", PLACE: "/data" }, {});
    expect(from.place).toBe("volume other");
    await expect(read({ GF_DATABASE_TYPE: "$__env{KIND}", KIND: "mysql" }, {})).rejects.toThrow("in mysql");
  });
});
