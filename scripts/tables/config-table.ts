import { descriptions } from "./config-descriptions.zh";
import { project } from "../offline/project";

/** The table of configuration keys as Markdown, from Pulumi.yaml. */
export function configTable(language: "en" | "zh"): string {
  const head = language === "en" ? "| key | default | meaning |" : "| 键 | 默认值 | 含义 |";
  const rows = Object.entries(project().config).map(([key, declared]) => {
    const value =
      declared.default === ""
        ? ""
        : `\`${typeof declared.default === "string" ? declared.default : JSON.stringify(declared.default)}\``;
    const meaning = language === "en" ? declared.description : descriptions[key];
    return `| \`${key}\` | ${value} | ${(meaning ?? "").replaceAll("|", "\\|")} |`;
  });
  return [head, "|---|---|---|", ...rows].join("\n");
}
