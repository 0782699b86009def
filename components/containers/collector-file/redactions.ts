import { REDACTED, type Redaction } from "./redaction";

const re = String.raw;

/** Some secrets: how their expressions start, and what follows each start. */
interface Secrets {
  name: string;
  /** What else a reader of the rendered file should know. */
  about?: string;
  /**
   * One expression each. A start is a literal as far as possible, since RE2 skips to a literal: a keyword stands here in
   * each spelling, less its first letter, rather than once without regard to case.
   */
  starts: string[];
  /** Follows each start. @default nothing: the starts are complete */
  value?: string;
  /** @default "[redacted]" */
  replacement?: string;
}

/** The text in quotes of three kinds; what stands in one kind may hold the others. */
const quoted = [re`b?"((?:[^"\\\n]|\\.)+)`, re`b?'((?:[^'\\\n]|\\.)+)`, re`\\"((?:[^"\\\n]|\\[^"])+)`].join(
  "|",
);
/** A value behind a name that may be quoted, in quotes or bare. */
const behind = (separator: string, bare: string) => re`\\?["']?${separator}(?:${quoted}|(${bare}))`;

/** A field by its name: `name=value`, `"name": "value"`, as Python, JSON, YAML, logfmt or a query write it. */
const field = behind(re`[ \t]*[:=][ \t]*`, re`[^\s"'&,;{}[\]\\][^\s"'&,;}\]\\]*`);
/** A header, which may also stand in a list or as a tuple. */
const header = (bare: string) => behind(re`\s*[:=,]\s*\[?`, bare);
const scheme = "[Bb]earer|[Bb]asic|[Dd]igest|[Tt]oken|[Kk]ey|[Aa]pi-?[Kk]ey|Negotiate|NTLM|AWS4-HMAC-SHA256";

/** null and true stay, or JSON would not be JSON and its status were lost. */
const butNothing = `{{ if eq .Value "null" "true" "false" "None" }}{{ .Value }}{{ else }}${REDACTED}{{ end }}`;

/** What never leaves the host, in this order. */
const secrets: Secrets[] = [
  {
    name: "loguru-locals",
    about: "values of Python variables that loguru prints into tracebacks",
    starts: ["└ (.+)"],
  },
  {
    name: "url-userinfo",
    about: "user and password in a URL, as Ollama prints its proxy; a password may hold @ and /",
    starts: [re`://(?:([^\s/?#"'<>]+)|([^\s/?#"'<>:@]*:[^\s/"'<>@\d][^\s"'<>@]*))@`],
  },
  {
    name: "url-query",
    about: "all that stands behind the question mark; in a URL or a request line even a bare word",
    starts: [
      re`"(?:[A-Za-z]{3,9} +)?(?:https?:/)?/[^\s"?]*\?((?:[^\s"\\]|\\[^"])+)`,
      re`\?([\w.%\[\]-]*[=%&](?:[^\s"'<>\\]|\\[^"'])*)`,
      re`://[^\s"'?]+\?([^\s"'\[\\](?:[^\s"'\\]|\\[^"'])*)`,
    ],
  },
  {
    name: "webhook",
    about: "addresses whose path is the secret (Slack, Discord, Feishu, Telegram)",
    starts: [
      re`/(?:services/(T\w+/B\w+/\w+)|webhooks/(\d+/[\w-]{16,})|hook/([\w-]{16,})|bot(\d{6,}:[\w-]{20,}))`,
    ],
  },
  {
    name: "authorization",
    about: "the header's value, whatever the scheme; also in a list, as a tuple, as an environment variable",
    starts: ["uthorization", "UTHORIZATION"],
    value: header(re`(?:(?:${scheme})\s+)?[^\s"',{}[\]\\]+`),
    replacement: butNothing,
  },
  {
    name: "cookie",
    about: "Cookie and Set-Cookie",
    starts: ["ookie"],
    value: header(re`[^\s"'=;,{}[\]\\]+=[^\s"']*(?:; *[^\s"'=;]+=[^\s"';]*)*`),
  },
  { name: "bearer-token", starts: [re`earer\s+([\w.~+/=-]{8,})`] },
  {
    name: "number",
    about: "a JSON field that is a number becomes text, or JSON would not be JSON",
    starts: [
      re`"(?i:[\w.-]*(?:passw(?:or)?d|secret(?:[_-]?key)?|api[_-]?key|_key|access[_-]?code|[\w-]token))"[ \t]*:[ \t]*(-?\d[\d.eE+-]*)`,
    ],
    replacement: `"${REDACTED}"`,
  },
  {
    name: "api-key",
    about: "api_key=, apiKey:, x-api-key:, X-API-Key:",
    starts: ["pi[_ -]?[kK]ey", "PI[_ -]?K(?:EY|ey)"],
    value: field,
    replacement: butNothing,
  },
  {
    name: "flag",
    about: "--api-key, --admin-password",
    starts: [re`--(?:[a-z-]+-)?(?:api-key|password|secret|token)[ =]\\?["']?([^\s"'\\]+)`],
  },
  {
    name: "password",
    about: `password=, "passwd": "...", DB_PASSWORD:, passphrase=`,
    starts: ["ass(?:w(?:or)?d|phrase)", "ASSW(?:OR)?D"],
    value: field,
    replacement: butNothing,
  },
  { name: "密码", starts: [re`密码\\?["']?\s*[:：=]\s*\\?["']?([^\s"'，。\\]+)`] },
  {
    name: "secret",
    about: "client_secret=, secret_key:, WEBUI_SECRET_KEY=, MASTER_KEY=",
    starts: ["ecret(?:[_-]?(?:[aA]ccess[_-]?)?[kK]ey)?", "SECRET", "_KEY"],
    value: field,
    replacement: butNothing,
  },
  {
    name: "access-code",
    about: "what NextChat prints at each request, ACCESS_CODE=",
    starts: ["ccess[ _-]?[cC]ode", "CCESS_CODE"],
    value: field,
    replacement: butNothing,
  },
  {
    name: "hashed-codes",
    about: "the list of them that NextChat prints",
    starts: [re`hashed codes: *\[\s*((?:'[^'\n]*'(?:,\s*)?)+)`],
    replacement: `{{ regexReplaceAll "'[^']*'" .Value "'${REDACTED}'" }}`,
  },
  {
    name: "audit",
    about: "who asked, and the bodies, in Open WebUI's audit log",
    starts: [
      re`"user": \{"id": "[^"]*", "name": "((?:[^"\\]|\\.)+)", "email": "([^"]+)"`,
      // to the end of a line that was cut, too
      re`_object": "((?:[^"\\]|\\.)+)`,
    ],
  },
  {
    name: "token",
    about: "access_token=, refreshToken:, HF_TOKEN=",
    starts: ["_token", "Token", "_TOKEN"],
    value: field,
    replacement: butNothing,
  },
  {
    name: "long-token",
    about: `a mere "token" only when it is long, since models have tokens, too`,
    starts: [re`"token\\?"\s*:\s*\\?"([\w.+/=-]{20,})`],
  },
  {
    name: "known-key",
    about:
      "keys that tell by themselves what they are (OpenAI and its kin, Hugging Face, Groq, Google, GitHub, AWS, a JWT ...)",
    starts: [
      re`(sk-(?:(?:proj|ant|or|svcacct|admin)-[\w-]{16,}|[A-Za-z0-9-]*[A-Za-z0-9]{20,}))`,
      "(hf_[A-Za-z0-9]{16,})",
      re`(gsk_\w{20,})`,
      re`(AIza[\w-]{30,})`,
      re`(xai-\w{20,})`,
      re`(nvapi-[\w-]{20,})`,
      re`(pplx-\w{20,})`,
      re`(tvly-[\w-]{16,})`,
      re`(gh[pousr]_\w{20,})`,
      "(AKIA[A-Z0-9]{12,})",
      re`(xox[abprs]-[\w-]{10,})`,
      re`(r8_\w{20,})`,
      "PRIVATE KEY-----([^-]{16,})",
      re`(eyJ[\w-]{8,}\.[\w-]*\.[\w.-]+)`,
    ],
  },
];

/** What never leaves the host, whatever a stack says; the order is part of it. */
export const redactions: Redaction[] = secrets.flatMap(({ name, about, starts, value = "", replacement }) =>
  starts.map((start) => ({
    name: about ? `${name}: ${about}` : name,
    expression: start + value,
    replacement,
  })),
);
