import * as fs from "node:fs";
import * as path from "node:path";

import { isMap, isScalar, parseDocument } from "yaml";

import { project, root } from "../offline/project";

/** The table of configuration keys as Markdown, from Pulumi.yaml. */
export function configTable(language: "en" | "zh"): string {
  const head = language === "en" ? "| key | default | meaning |" : "| 键 | 默认值 | 含义 |";
  const chinese = chineseMeanings();
  const rows = Object.entries(project().config).map(([key, declared]) => {
    const value =
      declared.default === ""
        ? ""
        : `\`${typeof declared.default === "string" ? declared.default : JSON.stringify(declared.default)}\``;
    const meaning = language === "en" ? declared.description : chinese[key];
    return `| \`${key}\` | ${value} | ${(meaning ?? "").replaceAll("|", "\\|")} |`;
  });
  return [head, "|---|---|---|", ...rows].join("\n");
}

/** What each key means, in Chinese: the comment `# zh: …` below its description, where the CLI allows no other text. */
function chineseMeanings(): Record<string, string | undefined> {
  const declared = parseDocument(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")).get("config");
  const items = isMap(declared) ? declared.items : [];
  return Object.fromEntries(
    items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : "",
      /^ zh: (.*)$/m.exec((isMap(value) && value.comment) || "")?.[1],
    ]),
  );
}
