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
 * @param greeting said after connecting, where the other side is to answer: a firewall may take connections for machines
 *   that are not there
 */
export function refused(
  host: string,
  port: number,
  limit: number,
  inWords: (error: NodeJS.ErrnoException) => string,
  greeting?: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (problem?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(problem);
    };
    const seconds = `within ${limit / 1000} s`;
    const silent = () =>
      socket.connecting ? `no answer ${seconds}` : `it took the connection and said nothing ${seconds}`;
    const timer = setTimeout(() => end(silent()), limit);
    if (greeting === undefined) socket.once("connect", () => end());
    else socket.once("connect", () => socket.write(greeting)).once("data", () => end());
    socket.once("end", () => end("it took the connection and closed it at once"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(inWords(error)));
  });
}
