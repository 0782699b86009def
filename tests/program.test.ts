import type { StackConfig } from "../components/config/stack";
import { partsOf } from "../components/containers/parts";
import { readConfig } from "../scripts/offline/program";
import { find, type Registered, resourcesOf } from "./support/stack";

interface ContainerInputs {
  name: string;
  envs: string[];
  uploads: { file: string; content: string; permissions: string }[];
  ports?: { ip: string; internal: number; external: number }[];
  networkMode?: string;
  healthcheck: { tests: string[]; startPeriod: string };
  wait: boolean;
  memory: number;
  memorySwap: number;
  capabilities: { drops: string[]; adds?: string[] };
  securityOpts: string[];
  destroyGraceSeconds: number;
  logOpts: Record<string, string>;
  volumes: { hostPath?: string; readOnly?: boolean }[];
}

const containers = (resources: Registered[]) =>
  resources
    .filter(({ type }) => type.endsWith(":Container"))
    .map(({ inputs }) => inputs as unknown as ContainerInputs);

/** One line a resource: what a reviewer wants to see change. */
const table = (resources: Registered[]) =>
  resources.map(({ type, name, path, provider }) =>
    [[...path, name].join("/"), type, provider].join("  ").trimEnd(),
  );

describe.each(["dev", "prod", "agent"])("stack %s", (stack) => {
  let resources: Registered[];
  let config: StackConfig;
  beforeAll(async () => {
    config = await readConfig(stack);
    resources = await resourcesOf(stack);
  });

  it("has the reviewed resources, parents and providers", () => {
    expect(table(resources)).toMatchSnapshot();
  });

  it("gives every custom resource an explicit provider", () => {
    const custom = resources.filter(({ type }) => /^(docker|grafana|random):/.test(type));
    expect(custom.length).toBeGreaterThan(5);
    for (const { name, type, provider } of custom)
      expect([name, provider]).toEqual([name, type.split(":")[0]]);
  });

  it("publishes on loopback only", () => {
    for (const { name, ports = [] } of containers(resources))
      for (const { ip } of ports) expect([name, ip]).toEqual([name, "127.0.0.1"]);
    for (const { networkMode, ports } of containers(resources))
      if (networkMode === "host") expect(ports).toBeUndefined();
  });

  it("holds every container to the house rules", () => {
    expect(containers(resources).length).toBe(partsOf(config).length);
    for (const container of containers(resources)) {
      expect(container).toMatchObject({
        wait: true,
        // Only what reads the host's logs is no business of SELinux.
        securityOpts: [
          "no-new-privileges:true",
          ...(container.volumes.some(({ hostPath }) => hostPath) ? ["label=disable"] : []),
        ],
        destroyGraceSeconds: 30,
      });
      expect(container.healthcheck.tests[0]).toBe("CMD");
      // Only what was well before is called unhealthy: `up` makes that anew, and waits for a slow start.
      expect(container.healthcheck.startPeriod).toBe("10m0s");
      expect(container.memorySwap).toBe(container.memory);
      expect(container.capabilities.drops).toEqual(["ALL"]);
      // A name without CAP_ would be normalised by the engine and replace the container at every `up`.
      for (const added of container.capabilities.adds ?? []) expect(added).toMatch(/^CAP_/);
      for (const { hostPath, readOnly } of container.volumes) if (hostPath) expect(readOnly).toBe(true);
    }
  });

  it("renders assets without an unresolved output, and masks secrets", () => {
    const text = JSON.stringify(resources);
    for (const wrong of ["Output<T>", "[object Object]", "masked.invalid"])
      expect([wrong, text.includes(wrong)]).toEqual([wrong, false]);
  });
});

it("hands the admin password over as a file only Grafana can read, never as a variable", async () => {
  const resources = await resourcesOf("dev");
  const grafana = find(resources, ":Container", "grafana-container").inputs as unknown as ContainerInputs;
  expect(grafana.uploads).toContainEqual({
    file: "/etc/deepchat/admin-password",
    content: "(secret)",
    permissions: "0640",
  });
  expect(grafana.envs.filter((entry) => /PASSWORD=|SECRET_KEY=/.test(entry))).toEqual([]);
});

it("tells a reviewer when nobody gets alerts, and routes nothing then", async () => {
  const rules = find(await resourcesOf("dev"), ":RuleGroup", "content-rules").inputs as {
    rules: { notificationSettings?: unknown }[];
  };
  expect(rules.rules.map(({ notificationSettings }) => notificationSettings)).toEqual(
    rules.rules.map(() => undefined),
  );
});

it("routes every rule by its severity, by its own settings", async () => {
  const resources = await resourcesOf("prod");
  const rules = find(resources, ":RuleGroup", "content-rules").inputs as {
    rules: { labels: { severity: string }; notificationSettings?: { contactPoint: string } }[];
  };
  for (const { labels, notificationSettings } of rules.rules)
    expect(notificationSettings?.contactPoint).toBe(`DeepChat ${labels.severity}`);
  expect(resources.filter(({ type }) => type.endsWith(":NotificationPolicy"))).toEqual([]);
});

it("runs no Loki and no Grafana on an agent, and pushes elsewhere", async () => {
  const resources = await resourcesOf("agent");
  const roles = containers(resources).map(({ name }) => name.replace("deepchat-observability-agent-", ""));
  expect(roles).toEqual(expect.arrayContaining(["collector", "probe"]));
  for (const role of ["loki", "grafana", "relay"]) expect(roles).not.toContain(role);
  const collector = find(resources, ":Container", "collector-container").inputs as unknown as ContainerInputs;
  expect(collector.uploads[0]?.content).toContain("https://loki.example.com/loki/api/v1/push");
});
