import { kinds } from "../../components/receivers";

/** The kinds of receivers and their fields as Markdown, from their modules. */
export function receiversTable(language: "en" | "zh"): string {
  const head = language === "en" ? "| type | fields, secret ones in bold |" : "| 类型 | 字段，粗体为机密 |";
  const rows = kinds.map(({ type, about }) => `| \`${type}\` | ${about[language].replaceAll("|", "\\|")} |`);
  return [head, "|---|---|", ...rows].join("\n");
}
