/** What a receiver's service can be asked, as data: scripts/checks asks it, from inside Grafana's container. */
export type Question =
  /** A message is sent; the answer holds a code, 0 for delivered. */
  | { how: "code"; url: string; body: unknown }
  /** No message is sent; the answer says ok, or what is wrong. */
  | { how: "flag"; url: string; token?: string }
  /** No message is sent: only where the address leads. */
  | { how: "redirect"; url: string }
  /** Greeting, encryption and login of the configured mail server. */
  | { how: "mailServer" };
