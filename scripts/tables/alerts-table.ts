import type { Thresholds } from "../../components/config/thresholds";
import { ruleSpecs } from "../../components/observability/alerts/rules";
import { fill, messages } from "../../components/observability/messages";
import { toSeconds } from "../../components/shared/duration";
import { uids } from "../../components/shared/naming";
import { project } from "../offline/project";

type Language = "en" | "zh";

const heads = {
  en: ["alert", "severity", "when", "key"],
  zh: ["告警", "级别", "触发条件", "配置键"],
};

const severities = {
  en: { critical: "critical", warning: "warning" },
  zh: { critical: "严重", warning: "警告" },
};

/** The alert rules as Markdown for docs/alerts.md, with the thresholds that Pulumi.yaml declares. */
export function alertsTable(language: Language): string {
  const texts = messages[language];
  const probeInterval = declared("probeInterval") as number;
  const rows = ruleSpecs({ texts, thresholds: thresholds(), probeInterval, watchFreshness: 120 }).map(
    ({ key, keys = [], severity, params = {} }) => {
      const spelt = Object.entries(params).map(([name, value]) => [name, spell(value, language)] as const);
      return [
        `[${texts.rules[key].title}](runbooks/${uids.rules[key]}.${language}.md)`,
        severities[language][severity],
        fill(texts.rules[key].when, Object.fromEntries(spelt)),
        keys.map((name) => `\`${name}\``).join(language === "en" ? ", " : "、"),
      ];
    },
  );
  return [heads[language], heads[language].map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** The declared default of a key: durations in seconds. */
function declared(key: string): unknown {
  const value = project().config[key]?.default;
  return typeof value === "string" ? (toSeconds(value) ?? value) : value;
}

function thresholds(): Thresholds {
  const keys = Object.keys(project().config);
  return Object.fromEntries(keys.map((key) => [key, declared(key)])) as unknown as Thresholds;
}

const units: Record<Language, Record<string, [one: string, many: string]>> = {
  en: {
    s: [" second", " seconds"],
    m: [" minute", " minutes"],
    h: [" hour", " hours"],
  },
  zh: { s: [" 秒", " 秒"], m: [" 分钟", " 分钟"], h: [" 小时", " 小时"] },
};

/** A duration in words, with the blank that Chinese puts before its number; anything else as it is. */
function spell(value: string | number, language: Language): string | number {
  const [, count = "", unit = ""] = /^(\d+)([smh])$/.exec(String(value)) ?? [];
  const words = units[language][unit];
  if (!words) return value;
  return (language === "zh" ? " " : "") + count + words[count === "1" ? 0 : 1];
}
