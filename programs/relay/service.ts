// What the relay has to know of a service. It comes with the receivers: components/receivers says it of each kind.

/** How much a service takes. */
export interface Limit {
  /** Messages at once; then `perMinute`. Both together are what a minute may hold. */
  burst: number;
  perMinute: number;
  /** Milliseconds between two messages. */
  gap: number;
  /** A message's size. */
  bytes: number;
}

export interface Service {
  limit: Limit;
  /** What its refusals mean: too much in too short a time, the message is too long, the bot itself is refused. */
  codes: { often: number[]; long: number[]; unfit: number[] };
  /** Grafana knows its words, but only in its own answer. */
  knownToGrafana?: true;
}
