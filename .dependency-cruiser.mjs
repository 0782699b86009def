/**
 * Which folder may import which, read from the sources' imports, types too:
 *
 *   index -> containers, observability -> receivers -> shared
 *               \-> config (types) -> receivers, shared
 *
 * docs/architecture.md draws it. `npm run lint` holds it.
 */
const area = (name) => `^components/${name}/`;

/** What a folder may import of ours, itself apart. */
const only = (name, allowed, comment) => ({
  name: `${name.replaceAll("/", "-")}-arrows`,
  comment,
  severity: "error",
  from: { path: `^${name}/` },
  to: {
    path: "^(components|programs|scripts|tests|bench|index\\.ts)",
    pathNot: [`^${name}/`, ...allowed.map((folder) => `^${folder}/`)],
  },
});

/** Types may be imported, code may not: what is configured is handed in. */
const typesOnly = (from) => ({
  name: `${from}-takes-configuration-as-arguments`,
  comment: "Only index.ts reads the configuration; components get what they need.",
  severity: "error",
  from: { path: area(from) },
  to: { path: "^components/config/(?!schema)", dependencyTypesNot: ["type-only"] },
});

const pure = [
  "^components/shared/(naming|duration|commands)",
  "^components/containers/collector-file/",
  "^components/observability/(logql|dashboards|messages)/",
  "^components/observability/alerts/(rules/|templates|rule-group|mute-timings|heartbeat)",
];

const container = "^components/containers/[^/]+\\.ts$";
const commonToContainers = "^components/containers/(service|alive|bundled|parts|previous)\\.ts$";

export default {
  forbidden: [
    { name: "no-circle", severity: "error", from: { pathNot: "^tests/" }, to: { circular: true } },
    {
      name: "no-circle-in-tests",
      comment: "When they run; types may know each other.",
      severity: "error",
      from: { path: "^tests/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("components/shared", [], "The ground floor."),
    only(
      "components/receivers",
      ["components/shared"],
      "A kind of receiver knows no configuration and no Grafana.",
    ),
    only(
      "components/config",
      ["components/shared", "components/receivers"],
      "Configuration knows nothing it configures.",
    ),
    only(
      "components/containers",
      ["components/shared", "components/receivers", "components/config"],
      "Containers.",
    ),
    only(
      "components/observability",
      ["components/shared", "components/receivers", "components/config"],
      "What stands inside Grafana.",
    ),
    only("programs", [], "Programs run inside containers: nothing of the stack's code is there."),
    only("scripts", ["components"], "Commands stand on the program, not on its tests."),
    only("bench", ["components", "scripts", "tests"], "Benches use what the tests use."),
    typesOnly("containers"),
    typesOnly("observability"),
    {
      name: "nobody-imports-programs",
      comment: "They are bundled and uploaded (components/shared/assets.ts).",
      severity: "error",
      from: { pathNot: "^programs/" },
      to: { path: "^programs/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "programs-apart",
      comment: "Each runs in a container of its own.",
      severity: "error",
      from: { path: "^programs/([^/]+)/" },
      to: { path: "^programs/", pathNot: "^programs/($1|shared)/" },
    },
    {
      name: "siblings",
      comment: "Containers take each other's outputs, never each other's class.",
      severity: "error",
      from: { path: container, pathNot: commonToContainers },
      to: { path: container, pathNot: commonToContainers },
    },
    {
      name: "pure",
      comment: "These are functions of their arguments; Pulumi is met in content.ts and notifications.ts.",
      severity: "error",
      from: { path: pure },
      to: { path: "node_modules/@pulumi", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "grafana-provider",
      comment: "What is created inside Grafana is created in two files.",
      severity: "error",
      from: { path: "^components/", pathNot: "^components/observability/(content|notifications)\\.ts$" },
      to: { path: "@pulumiverse/grafana", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules/(?!@pulumi)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
