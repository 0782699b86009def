import { fill, messages } from "../../components/messages";
import type { Receiver, StackConfig } from "../../components/stack-config";
import type { GrafanaReceivers } from "./grafana-receivers";
import type { Answer, NotificationServices } from "./notification-services";
import type { Finding } from "./findings";

/** What is known of a receiver after its test. */
export type Outcome = Finding<"delivered" | "unknown" | "refused">;

/** Services that answer HTTP 200 whatever happens: that Grafana sent something to them proves nothing. */
const silent: Receiver["type"][] = ["wecom", "dingtalk", "feishu"];

/** Tests every receiver: asks its service, sends one marked message through Grafana, and says what came of both. */
export class AlertTest {
  constructor(
    private readonly config: StackConfig,
    private readonly services: Pick<NotificationServices, "ask">,
    private readonly grafana: Pick<GrafanaReceivers, "send">,
  ) {}

  async all(mark: string): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    // One after another: services limit how much arrives at once.
    for (const receiver of this.config.notifications.receivers) outcomes.push(await this.one(receiver, mark));
    return outcomes;
  }

  private async one(receiver: Receiver, mark: string): Promise<Outcome> {
    const { title, summary } = messages[this.config.grafana.language].notification.test;
    const text = fill(summary, { mark });
    const labels = { alertname: title, host: this.config.hostName, severity: receiver.severities[0] ?? "" };
    const asked = await this.services.ask(receiver, `[${title}] ${text} · DeepChat`);
    const sent = await this.grafana.send(receiver, labels, text);
    return { what: `${receiver.key} (${receiver.type})`, ...conclude(receiver, asked, sent) };
  }
}

function conclude(receiver: Receiver, asked: Answer | undefined, sent: Answer): Omit<Outcome, "what"> {
  const hint = hints[receiver.type](receiver.key);
  if (asked?.ok === false) return { state: "refused", found: `the service says: ${asked.said}`, hint };
  if (sent.ok === false) return { state: "refused", found: `Grafana's message failed: ${sent.said}`, hint };
  if (sent.ok === undefined) return { state: "unknown", found: sent.said, hint: "run npm run verify" };
  if (asked?.ok)
    return { state: "delivered", found: `the service says: ${asked.said}; Grafana's message was sent` };
  if (!silent.includes(receiver.type) || receiver.relay)
    return { state: "delivered", found: "Grafana's message was taken" };
  const found = `Grafana's message was sent, but the service could not be asked: ${asked?.said ?? "no answer"}`;
  return { state: "unknown", found, hint: `look whether two messages arrived. ${hint}` };
}

const set = (key: string, name: string) =>
  key.startsWith("receivers[") ? `--secret --path '${key}.${name}'` : `--secret ${key}`;
const command = (key: string, name: string) => `npm run pulumi -- config set ${set(key, name)} <value>`;

/** The way out, by type. */
const hints: Record<Receiver["type"], (key: string) => string> = {
  email: () => "check smtpHost, smtpUser, smtpPassword, smtpTls and smtpFrom",
  wecom: (key) =>
    `93000: the bot's URL is wrong or the bot was removed; 45009: more than 20 messages in a minute, wait. ${command(key, "url")}`,
  wecomApp: (key) =>
    `40001, 40013: secret or corpId is wrong; 60020: allow this host's address at the app (trusted IP); 81013: toUser is not among those who see the app. ${command(key, "secret")}`,
  dingtalk: (key) =>
    `310000: the bot's security setting refuses the message. Signature: ${command(key, "signSecret")}; keyword: use one that is in every message, such as DeepChat; addresses: add this host's`,
  feishu: (key) =>
    `19021: the bot asks for a signature, ${command(key, "signSecret")}; 19024: its keyword is not in the message; 19022: this host's address is not allowed; 19001: the URL is wrong`,
  slack: (key) =>
    `invalid_auth, invalid_token, no_service: ${command(key, "url")} (or token); channel_not_found, not_in_channel: invite the app to the channel`,
  telegram: (key) =>
    `401: the token is wrong, ${command(key, "token")}; chat not found: write to the bot once, or add it to the group, and check chatId`,
  webhook: (key) => `check the URL and what it asks for (${command(key, "url")})`,
};
