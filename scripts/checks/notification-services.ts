import type { Smtp } from "../../components/config/schema";
import { kindOf, type Receiver } from "../../components/receivers";
import type { Docker } from "../engine/docker";
import { reveal, revealed } from "../offline/program";

/** What a service said of a message, or of our credentials. */
export interface Answer {
  /** undefined: it could not be asked. */
  ok?: boolean;
  said: string;
  /** The address leads elsewhere, where a POST arrives as a GET; in words. */
  redirect?: string;
}

/**
 * Asks the services behind receivers themselves, in their own words, because Grafana takes any HTTP 200 for delivered.
 * The questions are asked from inside Grafana's container: only there name resolution, firewall and certificates are
 * those that alerts will meet.
 */
export class NotificationServices {
  constructor(
    private readonly docker: Pick<Docker, "exec">,
    private readonly smtp: Smtp | undefined,
    /** Time limit of one question, in seconds. */
    private readonly limit = 20,
  ) {}

  /** undefined where nobody but Grafana can ask, or nobody has to. */
  async ask(receiver: Receiver, text: string): Promise<Answer | undefined> {
    // Our relay turns every refusal into an error Grafana reports.
    if (receiver.relay) return undefined;
    const question = kindOf(receiver).ask?.(await revealed(receiver.fields), text);
    switch (question?.how) {
      case "code":
        return judge(await this.post(question.url, question.body));
      case "flag":
        return this.flag(question.url, question.token);
      case "redirect":
        return this.redirection(question.url);
      case "mailServer":
        return this.mailServer();
      case undefined:
        return undefined;
    }
  }

  /** Without a message: only where the address leads. */
  private async redirection(url: string): Promise<Answer | undefined> {
    const redirect = redirected(await this.request([option("url", url), "head"], 5));
    return redirect ? { said: redirect, redirect } : undefined;
  }

  /** ok, or what is wrong. No message is sent. */
  private async flag(url: string, token?: string): Promise<Answer> {
    const answer = await this.post(url, {}, token ? [`Authorization: Bearer ${token}`] : []);
    const { ok, description, error } = parse(answer.body);
    if (typeof ok !== "boolean") return { said: answer.error || `HTTP ${answer.status}` };
    return { ok, said: ok ? "knows the token" : String(description ?? error) };
  }

  private post(url: string, body: unknown, headers: string[] = []) {
    const lines = [
      option("url", url),
      option("data-binary", JSON.stringify(body)),
      ...["Content-Type: application/json", ...headers].map((header) => option("header", header)),
    ];
    return this.request(lines);
  }

  private async request(lines: string[], limit = this.limit): Promise<HttpAnswer> {
    const { stdout, stderr } = await this.curl(
      [...lines, option("write-out", "\n%{http_code} %{redirect_url}")],
      limit,
    );
    const end = stdout.lastIndexOf("\n");
    const [status, target] = stdout.slice(end + 1).split(" ");
    const body = stdout.slice(0, Math.max(end, 0));
    return { status: Number(status) || 0, target, body, error: reason(stderr, limit) };
  }

  /** Greeting, encryption and login, but no mail. */
  private async mailServer(): Promise<Answer> {
    const { host = "", user = "", password, tls } = this.smtp ?? {};
    const secure = host.endsWith(":465");
    const { status, stderr } = await this.curl([
      option("url", `${secure ? "smtps" : "smtp"}://${host}`),
      option("request", "NOOP"),
      "verbose",
      ...(tls === "MandatoryStartTLS" && !secure ? ["ssl-reqd"] : []),
      ...(tls === "OpportunisticStartTLS" && !secure ? ["ssl"] : []),
      ...(user ? [option("user", `${user}:${await reveal(password)}`)] : []),
    ]);
    if (status === 0) return { ok: true, said: `takes ${user ? `the login of ${user}` : "a connection"}` };
    const refusals = stderr.match(/^< [45]\d\d.*$/gm) ?? [];
    const said = refusals.at(-1)?.slice(2).trim() ?? reason(stderr, this.limit);
    return status === null || status > 125
      ? { said: "Grafana's container does not run" }
      : { ok: false, said };
  }

  private curl(lines: string[], limit = this.limit) {
    const config = [...lines, "silent", "show-error", option("max-time", String(limit))].join("\n");
    return this.docker.exec("grafana", ["curl", "-K", "-"], `${config}\n`);
  }
}

interface HttpAnswer {
  /** 0: none came. */
  status: number;
  /** Where a redirect leads. */
  target?: string;
  body: string;
  error: string;
}

/** The fields of the services' answers that are read. */
interface ServiceAnswer {
  errcode?: number;
  code?: number;
  StatusCode?: number;
  errmsg?: string;
  msg?: string;
  ok?: boolean;
  description?: string;
  error?: string;
}

/** Where an answer sends its asker, without what may be secret; only where a POST would become a GET there. */
function redirected({ status, target }: HttpAnswer): string | undefined {
  if (![301, 302, 303].includes(status)) return undefined;
  const { protocol, host } = URL.parse(target ?? "") ?? {};
  return `redirects to ${host ? `${protocol}//${host}` : "nowhere"} (path hidden)`;
}

/** A code in the body, 0 for delivered. */
function judge(given: HttpAnswer): Answer {
  const { status, body, error } = given;
  const answer = parse(body);
  const code = answer.errcode ?? answer.code ?? answer.StatusCode;
  const words = answer.errmsg ?? answer.msg ?? "";
  if (typeof code === "number") return { ok: code === 0, said: `${code} ${words}`.trim() };
  const redirect = redirected(given);
  if (redirect) return { ok: false, said: redirect };
  return status > 0
    ? { ok: false, said: `HTTP ${status}, and none of the service's answers` }
    : { said: error };
}

function parse(text: string): ServiceAnswer {
  try {
    return (JSON.parse(text) as ServiceAnswer | null) ?? {};
  } catch {
    return {};
  }
}

/** curl's own words, without what it repeats of the address, which may be a secret. */
function reason(stderr: string, limit: number): string {
  if (/^curl: \(28\)/m.test(stderr)) return `no answer within ${limit} s`;
  const line = stderr.match(/^curl: \(\d+\) .*$/gm)?.at(-1) ?? stderr.trim().split("\n").at(-1) ?? "";
  return line.replace(/^curl: /, "").replace(/https?:\/\/\S+/g, "(URL)") || "no answer";
}

function option(name: string, value: string): string {
  return `${name} = ${JSON.stringify(value)}`;
}
