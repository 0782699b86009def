import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { fileJobs } from "../../components/containers/collector-file/file-jobs";
import { listed } from "../../components/containers/collector-file/listed";
import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import { readAsset } from "../../components/shared/assets";
import { until } from "../e2e/stand/until";
import { defaults } from "../support/collector";
import { eachWithEntrypoint, type Entrypoint } from "../support/entrypoint";

jest.setTimeout(60_000);

const old = (lines: number) => "INFO: an old line\n".repeat(lines);
const files = (webui: string[], ollama: string[] = []) => ({
  ...{ webuiLogFiles: webui, ollamaLogFiles: ollama, modelServerLogFiles: [] },
});

it("jobs that read files have in the base the names and labels that the lists give them", () => {
  const { scrape_configs } = parse(readAsset("promtail/base.yaml")) as {
    scrape_configs: { job_name: string; static_configs?: { labels: { job: string } }[] }[];
  };
  const base = scrape_configs.flatMap(({ job_name: name, static_configs: [first] = [] }) =>
    first ? { name, label: first.labels.job } : [],
  );
  expect(base).toEqual(Object.values(fileJobs));
});

describe("which globs are read from a list", () => {
  it("are all of a job's, where a shell finds by each of them what Promtail does", () => {
    expect(
      listed(
        "promtail",
        files(["/var/log/chat/*.log", "/var/log/{a,b}-[0-9]/x.log"], ["/var/log/ollama.log"]),
      ),
    ).toEqual({
      globs: ["/var/log/chat/*.log", "/var/log/{a,b}-[0-9]/x.log", "/var/log/ollama.log"],
      readers: ["webui-files deepchat-webui", "webui-files deepchat-webui", "ollama-files ollama-service"],
    });
  });

  it.each([
    "**/*.log",
    "{a/b,c}/*.log",
    "{a,{b,c}}.log",
    "?.log",
    "[!a].log",
    "a(1)*.log",
    "/x//*.log",
    "日*.log",
  ])("are none of a job's with such as %s", (glob) => {
    const { readers } = listed("promtail", files([`/var/log/${glob}`, "/var/log/a.log"], ["/var/log/o.log"]));
    expect(readers).toEqual(["", "", "ollama-files ollama-service"]);
  });

  it("are none of Alloy's, which notes a position under the labels", () => {
    expect(listed("alloy", files(["/var/log/chat/*.log"])).readers).toEqual([""]);
  });
});

describe("the lists of files that the collector's entrypoint writes", () => {
  const entrypoint = eachWithEntrypoint();
  let on: Entrypoint;
  beforeEach(() => (on = entrypoint()));
  /** What the agent is to read, by the file's name: its labels, without its path. */
  const list = () => {
    const text = fs.readFileSync(on.at("targets/webui-files.json"), "utf8");
    const groups = JSON.parse(text) as { labels: Record<string, string> }[];
    return Object.fromEntries(
      groups.map(({ labels: { __path__ = "", ...labels } }) => [
        path.relative(on.at("logs"), __path__),
        labels,
      ]),
    );
  };
  const listing = (what: string, is: (names: string[]) => boolean) =>
    until(what, () => Promise.resolve(is(Object.keys(list()))), 20_000, 50);

  it("name what is there before the agent starts, and what comes: with old lines until when they are history", async () => {
    on.write("there.log", old(400));
    on.start();
    await on.started();
    expect(list()).toEqual({ "there.log": { job: "deepchat-webui" } });
    const from = Date.now() / 1000;
    on.write("few.log", old(3));
    on.write("many.log", old(40_000));
    await listing("both are named", (names) => names.length === 3);
    const before = list();
    expect(before["few.log"]).toEqual({ job: "deepchat-webui" });
    const seconds = Number(before["many.log"]?.["history_until"]) - from;
    // 720 kB, as slow as the agent may be, and no longer than it takes to see what came.
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThan(40);
    // What is said of a path is said for good, however it goes on.
    const [said] = await on.says("that it is old", 1, ({ filename }) => filename.endsWith("many.log"));
    expect(said).toMatchObject({ history: 1, undated: 1 });
    expect(said).not.toHaveProperty("mark");
    on.read({ "many.log": 720_000, "few.log": 54 });
    await on.says(
      "that it has been read",
      1,
      ({ filename, history }) => filename.endsWith("many.log") && !history,
    );
    expect(list()).toEqual(before);
  });

  it("take no file's lines for history for longer than ten minutes, however many come", async () => {
    on.start();
    await on.started();
    const from = Date.now() / 1000;
    for (const name of ["a", "b"]) {
      on.write(`${name}.log`, old(20));
      fs.truncateSync(on.at(`logs/${name}.log`), 4_000_000_000);
    }
    await listing("both are named", (names) => names.length === 2);
    for (const { history_until } of Object.values(list())) {
      expect(Number(history_until) - from).toBeGreaterThan(590);
      expect(Number(history_until) - from).toBeLessThan(650);
    }
  });

  it("leave out rotated copies, and name each file once, whatever stands in its name", async () => {
    fs.mkdirSync(on.at("logs/b"));
    on.globs = [on.at("logs/*"), on.at("logs/{a,b}/*.log"), on.at("logs/*.log")];
    for (const name of [
      "a.log",
      "a.log.1",
      "b/c.log",
      "b/c.log.gz",
      "a[0]*.log",
      "a\\b.log",
      'it\'s "日志".log',
    ])
      on.write(name, "x\n");
    on.start();
    await on.started();
    const names = ["a.log", "a\\[0\\]\\*.log", "a\\b.log", "b/c.log", 'it\'s "日志".log'];
    expect(Object.keys(list()).sort()).toEqual(names.sort());
  });

  it("keep a name that is gone, and forget it after a while: what comes there then is new", async () => {
    const script = fs.readFileSync(on.at("files.sh"), "utf8");
    expect(script).toContain("\npatience=60\n");
    fs.writeFileSync(on.at("files.sh"), script.replace("\npatience=60\n", "\npatience=6\n"));
    on.write("a.log", old(400));
    on.start();
    await on.started();
    fs.renameSync(on.at("logs/a.log"), on.at("logs/a.log.1"));
    on.write("b.log", old(3));
    await listing("another is named", (names) => names.includes("b.log"));
    expect(Object.keys(list()).sort()).toEqual(["a.log", "b.log"]);
    await listing("it is forgotten", (names) => !names.includes("a.log"));
    on.write("a.log", old(400));
    await listing("it is named again", (names) => names.includes("a.log"));
    expect(list()["a.log"]).toHaveProperty("history_until");
  });

  it("stand in the place of the globs", () => {
    const rendered = renderCollectorConfig({
      ...defaults,
      webuiLogPaths: ["/var/log/chat/*.log", "/var/log/x.log"],
      ollamaLogPaths: ["/var/log/**/o.log"],
    });
    fs.writeFileSync(on.at("rendered.yaml"), rendered);
    on.globs = ["/var/log/chat/*.log"];
    on.shell(`use_lists > ${on.at("told")}`);
    const { stdout } = spawnSync("sed", ["-f", on.at("told"), on.at("rendered.yaml")], { encoding: "utf8" });
    const jobs = (text: string) =>
      (parse(text) as { scrape_configs: { job_name: string }[] }).scrape_configs.map((job) => ({
        ...job,
        pipeline_stages: [],
      }));
    const target = (path: object) => ({ targets: ["localhost"], labels: { job: "deepchat-webui", ...path } });
    expect(jobs(stdout)).toEqual(
      jobs(rendered).map((job) =>
        job.job_name === "webui-files"
          ? {
              ...job,
              file_sd_configs: [{ files: [on.at("targets/webui-files.json")] }],
              static_configs: [
                target({ __glob__: "/var/log/chat/*.log", __path_exclude__: expect.any(String) as string }),
                target({ __glob__: "/var/log/x.log" }),
              ],
            }
          : job,
      ),
    );
  });
});
