import type { ContentConfig } from "../../components/config/schema";
import { allHosts, selector } from "../../components/observability/logql";
import { hintFor, type Receiver } from "../../components/receivers";
import { jobs } from "../../components/shared/naming";
import type { Finding } from "../command/findings";

/** The newest lines of the last 15 minutes that an expression finds, newest first. */
type Ask = (expr: string, limit: number) => Promise<string[]>;

interface Refusal {
  relay: "refused" | "delayed" | "lost" | "recovered";
  receiver: string;
  said: string;
}

/** Whether notifications of late arrived, as far as the relay and Grafana's counter know; a line for each receiver that fails. */
export async function deliveries(
  { stack, notifications: { receivers } }: Pick<ContentConfig, "stack" | "notifications">,
  ask: Ask,
): Promise<Finding<"ok" | "empty" | "failed">[]> {
  if (receivers.length === 0) return [];
  const failing = await refusals(receivers, stack, ask);
  // Grafana counts the relay's refusals, too: told once.
  if (failing.length > 0) return failing;
  const what = "notifications";
  const looks = await parsed<{ failed?: number }>(
    ask,
    `${selector([jobs.probe], allHosts)} |= \`"probe":"grafana"\``,
  );
  const failures = looks.flatMap(({ failed = 0 }) => (failed > 0 ? [failed] : []));
  const attempts = failures.reduce((sum, failed) => sum + failed, 0);
  // What fails for a minute is tried again and arrives: as the alert has it.
  if (failures.length < 5) return [{ what, state: "ok", found: "none refused in the last 15 minutes" }];
  const hint = `npm run alert-test -- --stack ${stack} names the receiver and the reason`;
  return [{ what, state: "failed", found: `${attempts} attempts failed in the last 15 minutes`, hint }];
}

async function refusals(receivers: Receiver[], stack: string, ask: Ask): Promise<Finding<"failed">[]> {
  const all = await parsed<Refusal>(ask, `${selector([jobs.monitoring], allHosts)} |= \`"relay":"\``);
  return receivers.flatMap((receiver) => {
    const own = all.filter((refusal) => refusal.receiver === receiver.key);
    const [last] = own;
    const lasting = own.length > 1 || (last && last.relay !== "delayed");
    if (!last || !lasting || last.relay === "recovered") return [];
    const count = `${own.length === 100 ? "100 or more" : own.length} not taken in the last 15 minutes`;
    return {
      what: `notifications to ${receiver.key} (${receiver.type})`,
      state: "failed" as const,
      found: `${count}, the last ${last.relay}: ${last.said}`,
      hint: hintFor(receiver, last.said, stack) ?? `npm run alert-test -- --stack ${stack} tries again`,
    };
  });
}

/** Lines that are no JSON are somebody else's. */
async function parsed<T>(ask: Ask, expr: string): Promise<T[]> {
  const lines = await ask(expr, 100).catch(() => []);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}
