import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { EMAIL_REDACTION } from "../../components/containers/collector-file/redaction";
import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import { readAsset } from "../../components/shared/assets";
import { defaults } from "../support/collector";
import { flat, job, names, render, settings } from "../support/collector-file";
import { withAgent } from "../support/with-agent";

const everything = {
  ...settings,
  ...{ tenant: "t", username: "u", passwordFile: "/p", caFile: "/c" },
  ...{ redactAlso: [EMAIL_REDACTION], microsecondDurations: true, maxAge: "720h" },
  ...{ moreSockets: ["/run/engines/2.sock"] },
  ...({ clients: "hashed", users: "hashed", salt: "s" } as const),
};

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
      "labeldrop",
      "structured_metadata",
      "output",
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
