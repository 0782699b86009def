import * as net from "node:net";

/** What codes of errors mean, of connections that are not made. */
export const causes: Record<string, string> = {
  ENOTFOUND: "no machine of that name is known",
  EAI_AGAIN: "the name cannot be looked up now",
  ECONNREFUSED: "nothing listens there",
  EHOSTUNREACH: "the machine cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "no answer",
};

/**
 * Why nothing accepts a connection there, if so.
 *
 * @param limit milliseconds it may take
 * @param inWords what an error is called
 */
export function refused(
  host: string,
  port: number,
  limit: number,
  inWords: (error: NodeJS.ErrnoException) => string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (problem?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(problem);
    };
    const timer = setTimeout(() => end(`no answer within ${limit / 1000} s`), limit);
    socket.once("connect", () => end());
    socket.once("error", (error: NodeJS.ErrnoException) => end(inWords(error)));
  });
}
