import type { Stand } from "./stand";

/** Keys with which a stack sends its mail to the stand's receiver. */
export function mailServer(stand: Stand) {
  return {
    smtpHost: `host.docker.internal:${stand.receiver.smtpPort}`,
    smtpFrom: "grafana@example.com",
    smtpTls: "NoStartTLS",
  };
}
