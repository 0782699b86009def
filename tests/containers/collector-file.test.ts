import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { EMAIL_REDACTION } from "../../components/containers/collector-file/redaction";
import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import { leftOut, rotatedCopies } from "../../components/containers/collector-file/rotated-copies";
import { healthChecks } from "../../components/observability/logql";
import { readAsset } from "../../components/shared/assets";
import { defaults } from "../support/collector";
import { withAgent } from "../support/with-agent";

interface Job {
  job_name: string;
  pipeline_stages: Stage[];
  static_configs?: { labels: Record<string, string> }[];
  docker_sd_configs?: { filters: { name: string; values: string[] }[] }[];
  journal?: Record<string, unknown>;
  relabel_configs?: {
    source_labels?: string[];
    regex?: string;
    action?: string;
    target_label?: string;
    replacement?: string;
  }[];
}
type Stage = Record<string, Record<string, unknown>>;
interface Config {
  clients: Record<string, unknown>[];
  scrape_configs: Job[];
}

const settings = {
  ...defaults,
  webuiLogPaths: ["/var/log/deepchat/*.log", "/srv/chat/*.log"],
  ollamaLogPaths: ["/var/log/ollama/*.log"],
  journaldUnits: ["ollama.service", "ollama@gpu1.service"],
};
const everything = {
  ...settings,
  ...{ tenant: "t", username: "u", passwordFile: "/p", caFile: "/c" },
  ...{ redactAlso: [EMAIL_REDACTION], microsecondDurations: true, maxAge: "720h" },
};
const render = (change: Partial<typeof defaults> = {}): Config =>
  parse(renderCollectorConfig({ ...settings, ...change })) as Config;
const job = (config: Config, name: string): Job | undefined =>
  config.scrape_configs.find((candidate) => candidate.job_name === name);
const names = (config: Config): string[] => config.scrape_configs.map(({ job_name }) => job_name);

/** All stages, those inside match stages too. */
function flat(stages: Stage[]): Stage[] {
  return stages.flatMap((stage) => [
    stage,
    ...flat((stage["match"]?.["stages"] as Stage[] | undefined) ?? []),
  ]);
}

describe("renderCollectorConfig", () => {
  it("keeps the comments of all parts and writes the pipeline once", () => {
    const text = renderCollectorConfig(settings);
    for (const comment of [
      "# Loki refuses longer lines",
      "# ==== Privacy:",
      "# ---- head ----",
      "# reads: head",
    ])
      expect(text).toContain(comment);
    expect(text.match(/&pipeline/g)).toHaveLength(1);
    expect(text.match(/\*pipeline/g)).toHaveLength(names(render()).length - 1);
  });

  it("gives each glob a target of its own", () => {
    const paths = job(render(), "webui-files")?.static_configs?.map(({ labels }) => labels);
    expect(paths).toMatchObject([
      { job: "deepchat-webui", __path__: "/var/log/deepchat/*.log" },
      { job: "deepchat-webui", __path__: "/srv/chat/*.log" },
    ]);
  });

  it("leaves rotated copies out of a wide glob, for they would be read twice", () => {
    const wide = job(render({ webuiLogPaths: ["/var/log/chat/*"] }), "webui-files")?.static_configs;
    expect(wide?.[0]?.labels).toMatchObject({
      __path__: "/var/log/chat/*",
      __path_exclude__: expect.stringMatching(/^\/var\/log\/chat\/\{/),
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

  it("gives no form to the paths that the queries leave out", () => {
    expect(renderCollectorConfig(settings)).toContain(`"^(?P<is_health>${healthChecks})$"`);
  });

  it("keeps exactly the configured units", () => {
    const regex = new RegExp(`^(?:${job(render(), "ollama-journal")?.relabel_configs?.[0]?.regex})$`);
    expect(
      ["ollama.service", "ollama@gpu1.service", "ollamaXservice", "my-ollama.service"].map((unit) =>
        regex.test(unit),
      ),
    ).toEqual([true, true, false, false]);
  });

  it("selects containers by the start of their names, and none twice", () => {
    const config = render({
      webuiContainers: ["deepchat.*", "ollama-webui|lobe"],
      ollamaContainers: ["ollama.*"],
    });
    expect(job(config, "webui-containers")?.docker_sd_configs?.[0]?.filters[0]?.values).toEqual([
      "^/?(?:deepchat.*)",
      "^/?(?:ollama-webui|lobe)",
    ]);
    const rule = job(config, "ollama-containers")?.relabel_configs?.find(
      ({ action, source_labels }) =>
        action === "drop" && source_labels?.[0] === "__meta_docker_container_name",
    );
    const dropped = new RegExp(`^(?:${rule?.regex})$`);
    expect(
      ["/ollama", "/ollama-webui", "/ollama-webui-2", "/lobe"].map((name) => dropped.test(name)),
    ).toEqual([false, true, true, true]);
  });

  it.each([
    ["webuiLogPaths", "webui-files"],
    ["ollamaLogPaths", "ollama-files"],
    ["journaldUnits", "ollama-journal"],
    ["webuiContainers", "webui-containers"],
    ["ollamaContainers", "ollama-containers"],
  ])("switches a source off by an empty list: %s", (setting, name) => {
    expect(names(render())).toContain(name);
    expect(names(render({ [setting]: [] }))).not.toContain(name);
  });

  it("still carries the pipeline when every source is off", () => {
    const config = render({
      webuiLogPaths: [],
      ollamaLogPaths: [],
      journaldUnits: [],
      webuiContainers: [],
      ollamaContainers: [],
    });
    expect(names(config)).toEqual(["stack", "probe"]);
    expect(config.scrape_configs[1]?.pipeline_stages.length).toBeGreaterThan(10);
  });

  it("collects our own containers of this stack only", () => {
    for (const name of ["stack", "probe"]) {
      expect(job(render(), name)?.docker_sd_configs?.[0]?.filters[0]?.values).toContain(
        "io.deepchat.observability.stack=deepchat-observability-test",
      );
    }
  });

  it("writes where and as whom to push", () => {
    expect(
      render({
        tenant: "team",
        username: "agent",
        passwordFile: "/etc/promtail/pw",
        caFile: "/etc/promtail/ca.pem",
      }).clients,
    ).toEqual([
      expect.objectContaining({
        url: defaults.pushUrl,
        external_labels: { host: "testhost" },
        tenant_id: "team",
        basic_auth: { username: "agent", password_file: "/etc/promtail/pw" },
        tls_config: { ca_file: "/etc/promtail/ca.pem" },
      }),
    ]);
    expect(render().clients[0]).not.toHaveProperty("basic_auth");
  });

  it("adds to the redaction list, and sees to it that something is replaced", () => {
    const stages = (config: ReturnType<typeof render>) =>
      flat(config.scrape_configs[0]?.pipeline_stages ?? []).find(
        (stage) => stage["match"]?.["pipeline_name"] === "redact",
      )?.["match"]?.["stages"] as object[];
    const config = render({
      redactAlso: [
        EMAIL_REDACTION,
        { name: "ticket", expression: String.raw`TICKET-\d+[(]`, replacement: "#" },
      ],
    });
    expect(stages(config)).toEqual([
      ...stages(render()),
      { replace: { expression: EMAIL_REDACTION.expression, replace: "[redacted]" } },
      { replace: { expression: String.raw`(TICKET-\d+[(])`, replace: "#" } },
    ]);
    expect(stages(render()).length).toBeGreaterThan(5);
  });

  it("takes bare integers for microseconds only when told to", () => {
    expect(renderCollectorConfig(settings)).not.toContain("P<access_us>");
    expect(renderCollectorConfig({ ...settings, microsecondDurations: true })).toContain("P<access_us>");
  });

  it("sets the age from which lines are dropped", () => {
    expect(renderCollectorConfig(settings)).toContain("older_than: 168h");
    expect(renderCollectorConfig({ ...settings, maxAge: "720h" })).toContain("older_than: 720h");
  });
});

/** What Promtail 3.6 and `alloy run --config.format=promtail` both do, and do alike. */
describe("the portable subset", () => {
  const config = render({ tenant: "t", username: "u", passwordFile: "/p", caFile: "/c" });
  const stages = flat(config.scrape_configs[0]?.pipeline_stages ?? []);

  it("has job names that stay unique as identifiers", () => {
    const identifiers = names(config).map((name) => name.replace(/\W/g, "_"));
    expect(new Set(identifiers).size).toBe(identifiers.length);
  });

  it("drops, before anything else, what relabelling dropped", () => {
    for (const { pipeline_stages } of config.scrape_configs) {
      expect(pipeline_stages[0]).toEqual({
        match: {
          selector: `{container="", filename="", unit=""}`,
          action: "drop",
          drop_counter_reason: "no_source",
        },
      });
    }
  });

  it("selects containers by filters", () => {
    for (const { docker_sd_configs } of config.scrape_configs)
      for (const sd of docker_sd_configs ?? []) expect(sd.filters.length).toBeGreaterThan(0);
  });

  it("has no journal matches, no metrics and no environment variables", () => {
    expect(job(config, "ollama-journal")?.journal).not.toHaveProperty("matches");
    expect(stages.flatMap((stage) => Object.keys(stage))).not.toContain("metrics");
    expect(renderCollectorConfig(settings)).not.toContain("${");
  });

  it("uses stages that both know, one key each", () => {
    const known = [
      "match",
      "decolorize",
      "replace",
      "multiline",
      "template",
      "timestamp",
      "drop",
      "regex",
      "json",
      "labels",
      "structured_metadata",
    ];
    for (const stage of stages) {
      expect(Object.keys(stage)).toHaveLength(1);
      expect(known).toContain(Object.keys(stage)[0]);
    }
  });

  it("uses only keys that both know", () => {
    const keys = (value: unknown) => Object.keys(value as object).sort();
    expect(keys(config)).toEqual([
      "clients",
      "limits_config",
      "positions",
      "scrape_configs",
      "server",
      "target_config",
    ]);
    expect(keys(config.clients[0])).toEqual([
      "backoff_config",
      "basic_auth",
      "batchsize",
      "batchwait",
      "external_labels",
      "tenant_id",
      "timeout",
      "tls_config",
      "url",
    ]);
    const known = [
      "docker_sd_configs",
      "job_name",
      "journal",
      "pipeline_stages",
      "relabel_configs",
      "static_configs",
    ];
    for (const one of config.scrape_configs)
      expect(keys(one).filter((key) => !known.includes(key))).toEqual([]);
  });

  it("replaces only what stands in parentheses: every redaction has a group, none a name", () => {
    for (const { replace } of stages) {
      if (!replace) continue;
      expect(String(replace["expression"])).toMatch(/\((?!\?)/);
      expect(String(replace["expression"])).not.toContain("(?P<");
    }
  });
});

withAgent("promtail", "takes for valid", ({ command: [program = "", ...first] }) => {
  it.each([
    ["the base alone", () => readAsset("promtail/base.yaml")],
    ["what the default settings make of it", () => renderCollectorConfig(defaults)],
    ["what all settings make of it", () => renderCollectorConfig(everything)],
  ])("%s", (_, text) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "collector-file-"));
    try {
      const file = path.join(folder, "config.yaml");
      fs.writeFileSync(file, text());
      const { status, stdout, stderr } = spawnSync(
        program,
        [...first, "-check-syntax", `-config.file=${file}`],
        {
          encoding: "utf8",
        },
      );
      expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining("Valid config file")]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
