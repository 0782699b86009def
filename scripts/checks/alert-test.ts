import type { ServerConfig } from "../../components/config/stack";
import { fill, messages } from "../../components/observability/messages";
import { hintFor, kindOf, type Receiver } from "../../components/receivers";
import type { Finding } from "../command/findings";
import type { GrafanaReceivers } from "./grafana-receivers";
import type { Answer, NotificationServices } from "./notification-services";

/** What is known of a receiver after its test. */
export type Outcome = Finding<"delivered" | "unknown" | "refused">;

/** Time limit of each question, in seconds: one that hangs does not keep the others from their test. */
export const patience = 20;

/** Tests every receiver: asks its service, sends one marked message through Grafana, and says what came of both. */
export class AlertTest {
  constructor(
    private readonly config: ServerConfig,
    private readonly services: Pick<NotificationServices, "ask">,
    private readonly grafana: Pick<GrafanaReceivers, "send">,
  ) {}

  /** One outcome a receiver, whatever happens. */
  async all(mark: string): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    // One after another: services limit how much arrives at once.
    for (const receiver of this.config.content.notifications.receivers)
      outcomes.push(await this.one(receiver, mark));
    return outcomes;
  }

  private async one(receiver: Receiver, mark: string): Promise<Outcome> {
    const { title, summary } = messages[this.config.grafana.language].notification.test;
    const text = fill(summary, { mark });
    const labels = { alertname: title, host: this.config.hostName, severity: receiver.severities[0] ?? "" };
    const asked = await attempt(() => this.services.ask(receiver, `[${title}] ${text} · DeepChat`));
    const sent = (await attempt(() => this.grafana.send(receiver, labels, text))) ?? { said: "nothing" };
    return {
      what: `${receiver.key} (${receiver.type})`,
      ...conclude(receiver, this.config.stack, asked, sent),
    };
  }
}

/** The answer, or why there is none. */
async function attempt(question: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
  try {
    return await question();
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    if (name === "TimeoutError") return { ok: false, said: `no answer within ${patience} s` };
    return { said: [message, cause?.code].filter(Boolean).join(": ") };
  }
}

function conclude(
  receiver: Receiver,
  stack: string,
  asked: Answer | undefined,
  sent: Answer,
): Omit<Outcome, "what"> {
  const hint = (said: string) => hintFor(receiver, said, stack);
  const refused = (found: string, said: string) => ({
    ...{ state: "refused" as const, found, hint: hint(said) },
  });
  if (asked?.ok === false) return refused(`the service says: ${asked.said}`, asked.said);
  // The relay's words (programs/relay/bot.ts): it holds the message, and no service has refused anything.
  if (sent.ok === false && /waits for its turn/.test(sent.said)) {
    const later =
      "it is sent when the service's rate limit allows it: look whether it arrives in some minutes";
    return { state: "unknown", found: `the relay holds it: ${sent.said}`, hint: later };
  }
  if (sent.ok === false) {
    // What Grafana met at the end of a redirect says nothing of where it began.
    const said = asked?.redirect ?? sent.said;
    return refused(`Grafana's message failed: ${said}`, said);
  }
  if (sent.ok === undefined)
    return { state: "unknown", found: sent.said, hint: `npm run verify -- --stack ${stack}` };
  if (asked?.redirect) {
    const found = `Grafana's message was sent, but the address ${asked.redirect}`;
    return { state: "unknown", found, hint: `look whether it arrived. ${hint(asked.redirect)}` };
  }
  if (asked?.ok)
    return { state: "delivered", found: `the service says: ${asked.said}; Grafana's message was sent` };
  if (!kindOf(receiver).silent || receiver.relay)
    return { state: "delivered", found: "Grafana's message was taken" };
  const said = asked?.said ?? "no answer";
  const found = `Grafana's message was sent, but the service could not be asked: ${said}`;
  const advice = hint(said);
  return {
    ...{ state: "unknown", found },
    hint: ["look whether two messages arrived", advice].filter(Boolean).join(". "),
  };
}
