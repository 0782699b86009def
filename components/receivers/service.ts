/** How much a service takes of our relay: kept below its limits, for others may use the same bot. */
export interface Limit {
  /** Messages at once; then `perMinute`. Both together are what a minute may hold. */
  burst: number;
  perMinute: number;
  /** Milliseconds between two messages. */
  gap: number;
  /** A message's size. */
  bytes: number;
}

/** What our relay has to know of a service. It gets this with its receivers (programs/relay/settings.ts). */
export interface Service {
  limit: Limit;
  /** What its refusals mean, by the codes of its documentation. */
  codes: {
    /** Too much in too short a time. */
    often: number[];
    /** The message is too long; where a code stands for other mistakes as well, the words decide. */
    long: number[];
    /** The bot itself is wrong, gone, or may not be used from here, whatever the message. */
    unfit: number[];
  };
  /** Grafana knows its words, but only in its own answer: that is handed on as it is. */
  knownToGrafana?: true;
}
