import { stringify } from "yaml";

import { readAsset } from "../../shared/assets";
import { conversations } from "./conversations";
import { headText } from "./head";
import { named } from "./jobs";
import { redactionStages } from "./redaction";
import { redactions } from "./redactions";
import type { CollectorSettings } from "./settings";
import { tracebacksText } from "./tracebacks";
import { clientText, userText } from "./usage";

/** Some stages of the pipeline: a file below assets/promtail/pipeline, or made here where they come from a table. */
export interface Part {
  /** Name of its file without `.yaml`; of a part that is made here what stands over it in the rendered file. */
  name: string;
  /** The stages, in YAML, under a comment that says what they read and write. @default the text of the file */
  text?: (settings: CollectorSettings) => string;
  /** Whether a stack has it. @default always */
  when?: (settings: CollectorSettings) => boolean;
}

/** Parts that see only some lines. */
export interface Branch {
  /** What the selector is for. */
  about: string;
  /** LogQL selector of labels. No line passes by another: the order of a source's lines is kept. */
  selector: string;
  parts: Part[];
}

/** Files below assets/promtail/pipeline that every stack has. */
const files = (...names: string[]): Part[] => names.map((name) => ({ name }));

/** What every line goes through, in this order: a part reads what those before it wrote. */
export const pipeline: (Part | Branch)[] = [
  ...files("no-source"),
  { name: "container-files", when: ({ containerLogFolder }) => Boolean(containerLogFolder) },
  ...files("kernel", "clean"),
  { name: "prompt-cache", when: (settings) => !settings.keepPromptCacheLines },
  { name: "tracebacks", text: tracebacksText },
  ...files("own-warnings", "audit-model"),
  { name: "audit-users", when: ({ users }) => users !== undefined },
  {
    name: "redactions",
    text: ({ redactAlso = [] }) =>
      "# reads: line  writes: line\n# Privacy: replaced before anything is sent or extracted. Only what stands in parentheses " +
      `is replaced.\n${redactionStages([...redactions, ...conversations, ...redactAlso])}`,
  },
  { name: "head", text: headText },
  ...files("crashes", "level-anywhere", "level"),
  {
    about: "What the kernel says is of GPUs, memory and disks; no part for programs looks at it.",
    selector: '{job="kernel"}',
    parts: files("kernel-events"),
  },
  {
    about:
      "Requests and Ollama, by the shape of the line: one container may mix them all.\nThe probe's lines are JSON that queries parse themselves; ours carry no requests.",
    selector: '{job!~"probe|stack|kernel"}',
    parts: [
      ...files("requests-json", "requests-logfmt", "requests-access"),
      { name: "requests-microseconds", when: (settings) => settings.microsecondDurations ?? false },
      ...files(
        "requests-node",
        "requests-gin",
        "audit",
        "llama-server",
        "model-servers",
        "ollama-events",
        "gpu",
        "gpu-memory",
        "gpu-fields",
        "spelling",
        "gateways",
      ),
      {
        name: "gateway-containers",
        text: ({ gatewayContainers = [] }) =>
          "# reads: container  writes: gateway\n# Whose line it is where configuration says so.\n" +
          stringify([
            {
              match: {
                selector: `{container=~"${named(gatewayContainers)}"}`,
                stages: [{ template: { source: "gateway", template: "1" } }],
              },
            },
          ]),
        when: ({ gatewayContainers = [] }) => gatewayContainers.length > 0,
      },
    ],
  },
  {
    about: "A file line's own time; containers and journald bring theirs.",
    selector: '{filename=~".+"}',
    parts: files("time-forms", "time", "history"),
  },
  {
    name: "too-old",
    text: ({ maxAge = "168h" }) =>
      "# reads: time  drops: too_old\n# Loki would refuse these; here they are counted under their reason.\n" +
      stringify([{ drop: { older_than: maxAge, drop_counter_reason: "too_old" } }]),
  },
  ...files("askers", "form", "sides", "metadata"),
  { name: "clients", when: ({ clients }) => clients !== undefined },
  { name: "client", text: clientText, when: ({ clients }) => clients !== undefined },
  { name: "users", when: ({ users }) => users !== undefined },
  { name: "user", text: userText, when: ({ users }) => users !== undefined },
];

/** A part's stages, in YAML, with its comments. */
export function partText(part: Part, settings: CollectorSettings): string {
  return part.text?.(settings) ?? readAsset(`promtail/pipeline/${part.name}.yaml`);
}

/** A stack's whole pipeline, in YAML, with its comments. */
export function pipelineText(settings: CollectorSettings): string {
  return pipeline
    .filter((step) => "parts" in step || wanted(step, settings))
    .map((step) => stepText(step, settings))
    .join("\n");
}

function wanted({ when }: Part, settings: CollectorSettings): boolean {
  return when?.(settings) ?? true;
}

function stepText(step: Part | Branch, settings: CollectorSettings): string {
  if (!("parts" in step)) return `# ---- ${step.name} ----\n${partText(step, settings)}`;
  const { about, selector, parts } = step;
  const own = parts.filter((part) => wanted(part, settings));
  const head = stringify({ selector }, { singleQuote: true });
  const stages = own.map((part) => stepText(part, settings)).join("\n");
  return `# ==== ${about.replaceAll("\n", "\n# ")} ====\n- match:\n${indent(head, 4)}    stages:\n${indent(stages, 6)}`;
}

/** Text further to the right; empty lines, those of a text among them, stay empty. */
export function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}
