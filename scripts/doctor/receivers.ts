import type { StackConfig } from "../../components/config/stack";
import { kindOf, type Receiver } from "../../components/receivers";
import type { Docker } from "../engine/docker";
import { reveal, revealed } from "../offline/program";
import { masked } from "../offline/project";
import type { Diagnosis } from "./diagnosis";
import type { Machine } from "./machine";

/** Seconds that a service may take. */
const patience = 5;
/** Services that a receiver does not name. */
const usual: Partial<Record<Receiver["type"], string>> = {
  slack: "https://slack.com",
  telegram: "https://api.telegram.org",
  wecomApp: "https://qyapi.weixin.qq.com",
};

/** Where a receiver's messages go: scheme, name and port, and nothing that may be secret. */
type Address = string | undefined;
/** Stands for one that cannot be read. */
const encrypted = "encrypted";

/**
 * Whether the services behind receivers can be reached, from inside Grafana where it runs, else from this machine. They
 * are connected to, and sent nothing.
 *
 * @param sending whether Grafana runs
 */
export async function receivers(
  { content, grafana }: StackConfig,
  docker: Pick<Docker, "exec" | "local">,
  machine: Machine,
  sending: boolean,
): Promise<Diagnosis[]> {
  if (!content) return [];
  const { receivers: all, heartbeat } = content.notifications;
  if (all.length === 0)
    return [
      {
        ...{ what: "receivers", state: "note", found: "none: nobody gets alerts" },
        hint: "npm run pulumi -- config set --secret wecomUrl <URL>, or another kind: docs/alerts.md",
      },
    ];
  const named = await Promise.all(
    all.map(async (receiver) => ({ name: receiver.key, at: await address(receiver, grafana?.smtp?.host) })),
  );
  if (heartbeat) named.push({ name: "heartbeatUrl", at: origin(await reveal(heartbeat.url)) });
  const asked = new Map<string, Promise<string | undefined>>();
  const ask = (at: string) => {
    const known = asked.get(at) ?? (sending ? fromGrafana(at, docker) : fromHere(at, machine));
    asked.set(at, known);
    return known;
  };
  return Promise.all(
    named.map(async ({ name, at }): Promise<Diagnosis> => {
      const what = `receiver ${name}`;
      if (at === encrypted)
        return {
          ...{ what, state: "note", found: "its address is encrypted, and cannot be read now" },
          hint: "the Pulumi CLI and the stack's passphrase read it: see the lines about these",
        };
      if (at === undefined) return { what, state: "note", found: "names no address that could be asked" };
      if (!sending && !docker.local)
        return { what, state: "note", found: `${at} is asked from the engine's machine: npm run alert-test` };
      const problem = await ask(at);
      const from = sending ? "from Grafana" : "from this host";
      if (!problem) return { what, state: "ok", found: `${at} can be reached ${from}; sent nothing` };
      return {
        ...{ what, state: "failed", found: `${at} cannot be reached ${from}: ${problem}` },
        hint: "a firewall, a proxy, or a name that is not known there; then npm run alert-test",
      };
    }),
  );
}

async function address(receiver: Receiver, mailServer: string | undefined): Promise<Address> {
  if (receiver.type === "email") return mailServer ? `smtp://${mailServer}` : undefined;
  const fields = (await revealed(receiver.fields)) as Record<string, unknown>;
  const url = ["url", "apiUrl"].map((field) => fields[field]).find((value) => typeof value === "string");
  if (typeof url === "string") return origin(url);
  return usual[kindOf(receiver).type as Receiver["type"]];
}

function origin(url: string): Address {
  if (url === masked) return encrypted;
  return URL.parse(url)?.origin;
}

/** Why it cannot be reached, if so. Any answer will do, also a refusal. */
async function fromGrafana(at: string, docker: Pick<Docker, "exec">): Promise<string | undefined> {
  // Of a mail server curl wants a greeting, and says goodbye.
  const settings = [
    ...[`url = "${at}"`, "silent", "show-error", `max-time = "${patience}"`, 'output = "/dev/null"'],
    ...(at.startsWith("smtp") ? ['request = "NOOP"'] : ["head"]),
  ];
  const { status, stderr } = await docker.exec("grafana", ["curl", "-K", "-"], `${settings.join("\n")}\n`);
  // 8: a mail server that answers otherwise; 52: an empty answer; 60: a certificate.
  if (status === 0 || status === 8 || status === 52) return undefined;
  if (status === 28) return `no answer within ${patience} s`;
  return /^curl: \(\d+\) (.*)$/m.exec(stderr)?.[1] ?? "Grafana's container does not answer";
}

async function fromHere(at: string, machine: Machine): Promise<string | undefined> {
  if (!at.startsWith("smtp")) return (await machine.ask(at, "HEAD", patience * 1000)).error;
  const { hostname, port } = new URL(at.replace(/^smtp/, "http"));
  return machine.connect(hostname, Number(port || 25), patience * 1000);
}
