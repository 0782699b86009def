import type * as grafana from "@pulumiverse/grafana";
import * as pulumi from "@pulumi/pulumi";

import { relayUrl } from "../../shared/naming";
import type { Receiver } from "../../config/schema";

type ContactPointArgs = Omit<grafana.alerting.ContactPointArgs, "name">;
type Secret = pulumi.Output<string>;

const template = (name: string) => `{{ template "deepchat.${name}" . }}`;
const title = template("title");

/** Members of a contact point whose values the provider does not mark as secret by itself. */
export const secretMembers = ["webhooks", "wecoms", "dingdings", "slacks", "telegrams"];

/**
 * The integrations of one contact point; undefined when nobody is to be told. All of a severity's receivers are in one
 * contact point, because a rule can name only one. Everything secret stays so: the provider does not mark it.
 */
export function contactPoint(receivers: Receiver[]): ContactPointArgs | undefined {
  if (receivers.length === 0) return undefined;
  const of = <T>(types: Receiver["type"][], make: (receiver: Receiver) => T): T[] | undefined => {
    const found = receivers.filter(({ type }) => types.includes(type));
    return found.length > 0 ? found.map(make) : undefined;
  };
  return {
    emails: of(["email"], ({ addresses }) => ({
      ...{ addresses, singleEmail: true, subject: title, message: template("message") },
    })),
    // An app may say half as much as a bot.
    wecoms: of(["wecom", "wecomApp"], (receiver) => ({
      ...{ url: address(receiver), msgType: "markdown", title, message: template(receiver.type) },
    })),
    // Of Grafana's two forms for DingTalk the one that shows Markdown.
    dingdings: of(["dingtalk"], (receiver) => ({
      ...{ url: address(receiver), messageType: "actionCard", title, message: template("dingtalk") },
    })),
    slacks: of(["slack"], (receiver) => ({
      ...(receiver.relay
        ? { url: address(receiver) }
        : { token: secret(receiver.secrets.token), recipient: receiver.settings.channel }),
      ...{ title, text: template("slack") },
    })),
    telegrams: of(["telegram"], ({ settings, secrets }) => ({
      token: secret(secrets.token) as Secret,
      chatId: settings.chatId ?? "",
      // Plain text: a message whose markup is wrong by one character would be refused.
      ...{ parseMode: "None", disableWebPagePreview: true, message: template("telegram") },
    })),
    webhooks: of(["webhook", "feishu"], (receiver) =>
      receiver.type === "feishu"
        ? { url: address(receiver), payload: { template: template("feishu") } }
        : webhook(receiver),
    ),
  };
}

function webhook({ settings, secrets, headers }: Receiver) {
  return {
    url: secret(secrets.url) as Secret,
    ...{ title, message: template("message") },
    basicAuthUser: settings.username,
    basicAuthPassword: secret(secrets.password),
    authorizationScheme: secrets.bearerToken ? "Bearer" : undefined,
    authorizationCredentials: secret(secrets.bearerToken),
    headers: Object.keys(headers).length > 0 ? pulumi.secret(headers) : undefined,
    hmacConfig: secrets.hmacSecret
      ? { secret: pulumi.secret(secrets.hmacSecret), header: settings.hmacHeader }
      : undefined,
  };
}

/** The service itself, or our relay. */
function address({ relay, secrets }: Receiver): Secret {
  return relay ? pulumi.output(relayUrl(relay)) : (secret(secrets.url) as Secret);
}

function secret(value: Secret | undefined): Secret | undefined {
  return value && pulumi.secret(value);
}
