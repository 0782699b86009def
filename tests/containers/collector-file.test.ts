import { EMAIL_REDACTION } from "../../components/containers/collector-file/redaction";
import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import { healthChecks } from "../../components/observability/logql";
import { defaults } from "../support/collector";
import { flat, job, names, render, settings } from "../support/collector-file";

describe("renderCollectorConfig", () => {
  it("keeps the comments of all parts and writes the pipeline once", () => {
    const text = renderCollectorConfig(settings);
    for (const comment of [
      "# Loki refuses longer lines",
      "# ==== Requests and Ollama",
      "# Privacy: replaced",
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

  it("gives no form to the paths that the queries leave out", () => {
    expect(renderCollectorConfig(settings)).toContain(`"^(?P<is_health>${healthChecks})$"`);
  });

  it("keeps exactly the configured units", () => {
    const regex = new RegExp(`^(?:${job(render(), "ollama-journal")?.relabel_configs?.[0]?.regex})$`);
    // A user's unit, the system's and transport; beside the kernel's may stand the unit of the line before.
    const kept = [
      ...[";ollama.service;stdout", ";ollama@gpu1.service;journal", ";;kernel"],
      ...[";cron.service;kernel", "x.service;user@1000.service;kernel"],
      "ollama.service;user@1000.service;stdout",
    ];
    const left = [
      ...[";ollamaXservice;stdout", ";my-ollama.service;stdout", ";;syslog", ";kernel;stdout"],
      ...["cron.service;user@1000.service;stdout", ";user@1000.service;stdout", ";x;ollama.service;stdout"],
    ];
    expect([...kept, ...left].filter((source) => regex.test(source))).toEqual(kept);
  });

  it("gives what Podman's monitor writes once more a stream of its own", () => {
    expect(job(render(), "ollama-journal")?.relabel_configs).toContainEqual({
      source_labels: ["__journal__comm"],
      regex: "conmon",
      target_label: "stream",
      replacement: "conmon",
    });
  });

  it("collects gateways as the web UI's side, and never as Ollama's", () => {
    const config = render({ gatewayContainers: ["ollama-gw"] });
    const names = (name: string) => JSON.stringify(job(config, name)?.docker_sd_configs);
    expect(names("webui-containers")).toContain("^/?(?:ollama-gw)");
    const dropped = job(config, "ollama-containers")?.relabel_configs?.find(
      ({ action, source_labels }) =>
        action === "drop" && source_labels?.[0] === "__meta_docker_container_name",
    );
    expect("/ollama-gw-1").toMatch(new RegExp(`^(?:${dropped?.regex})$`));
    expect(renderCollectorConfig({ ...settings, gatewayContainers: ["gw"] })).toContain(
      `{container=~"(?:(?:gw)).*"}`,
    );
    expect(renderCollectorConfig(settings)).not.toContain("gateway-containers");
  });

  it("drops what llama-server says of its prompt cache unless told to keep it", () => {
    expect(renderCollectorConfig(settings)).toContain("drop_counter_reason: prompt_cache");
    expect(renderCollectorConfig({ ...settings, keepPromptCacheLines: true })).not.toContain("prompt_cache");
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

  it("collects model servers under a job of their own, each unit and container once", () => {
    const modelServers = {
      logPaths: ["/var/log/vllm/*.log"],
      units: ["vllm.service"],
      containers: ["vllm.*"],
    };
    const config = render({ modelServers, gatewayContainers: ["vllm-router"] });
    expect(job(config, "model-server-files")?.static_configs?.[0]?.labels).toMatchObject({
      ...{ job: "model-server", __path__: "/var/log/vllm/*.log" },
    });
    const [kept, ...rest] = job(config, "ollama-journal")?.relabel_configs ?? [];
    const renamed = rest.find(({ target_label }) => target_label === "job");
    expect(";vllm.service;stdout").toMatch(new RegExp(`^(?:${kept?.regex})$`));
    expect(renamed).toMatchObject({
      regex: "(?:vllm\\.service)",
      target_label: "job",
      replacement: "model-server",
    });
    const others = job(config, "model-server-containers")?.relabel_configs?.[1];
    expect(others).toMatchObject({ action: "drop" });
    for (const name of ["/vllm-router-1", "/ollama", "/deepchat"])
      expect(name).toMatch(new RegExp(`^(?:${others?.regex})$`));
    expect("/vllm").not.toMatch(new RegExp(`^(?:${others?.regex})$`));
  });

  it("knows nothing of model servers where there are none", () => {
    expect(names(render()).filter((name) => name.startsWith("model"))).toEqual([]);
    expect(JSON.stringify(job(render(), "ollama-journal")?.relabel_configs)).not.toContain("model-server");
    const modelServers = { logPaths: [], units: ["vllm.service"], containers: [] };
    expect(names(render({ journaldUnits: [], modelServers }))).toContain("ollama-journal");
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
    // What is replaced in a line, not in a field; nothing is after the list.
    const stages = (config: ReturnType<typeof render>) =>
      flat(config.scrape_configs[0]?.pipeline_stages ?? []).filter(
        (stage) => stage["replace"] && !stage["replace"]["source"],
      );
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
    expect(stages(render()).length).toBeGreaterThan(20);
  });
});
