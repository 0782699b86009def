import { stringify } from "yaml";

/** One rule of what never leaves the host. */
export interface Redaction {
  /** What the rule is about; becomes the comment over it. */
  name: string;
  /** RE2 regular expression. Its groups are replaced; without a group, the whole match is. */
  expression: string;
  /** Go template of what stands there instead; `{{ .Value }}` is the text found. @default "[redacted]" */
  replacement?: string;
}

export const REDACTED = "[redacted]";

/** E-mail addresses: not redacted by default, since they often are the user names a log is searched for. */
export const EMAIL_REDACTION: Redaction = {
  name: "email",
  expression: String.raw`\b([\w.+-]+@[\w-]+\.[\w.-]*\w)\b`,
};

/** The rules as stages, in YAML; rules of one name that follow each other stand under one comment. */
export function redactionStages(redactions: Redaction[]): string {
  const stages = redactions.map(({ name, expression, replacement = REDACTED }, at) => {
    // Only what is captured is replaced.
    const replace = {
      expression: hasGroup(expression) ? expression : `(${expression})`,
      replace: replacement,
    };
    const comment = redactions[at - 1]?.name === name ? "" : `# ${name.replace(/\s+/g, " ")}\n`;
    return (
      comment +
      stringify([{ replace }], { lineWidth: 0, defaultStringType: "QUOTE_SINGLE", defaultKeyType: "PLAIN" })
    );
  });
  return stages.join("");
}

/** Whether an RE2 expression captures anything: escapes and character classes put aside, a group is left. */
function hasGroup(expression: string): boolean {
  const bare = expression.replace(/\\Q.*?(\\E|$)|\\[^]/g, "").replace(/\[\^?\]?[^\]]*\]/g, "");
  return /\((?!\?)|\(\?P?</.test(bare);
}
