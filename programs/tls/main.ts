// Opens Grafana to people on the network: ends TLS and passes the bytes on, websockets among them, so that certificate and
// key stay in files of the host. They are read again when they change: a renewed certificate needs nobody.
// Bundled into one file by components/shared/assets.ts.
//
//   PORT            8443
//   TARGET          host:port that answers in clear, such as grafana:3000
//   CERT_FILE       certificate and those between it and its authority, PEM
//   KEY_FILE        its key, PEM
//   LOOK_EVERY      30s between two looks at the files
//   HEARTBEAT_FILE  /dev/shm/tls-heartbeat, which says when it last spoke TLS to itself
//
// What cannot be used is one sentence on stderr and exit code 64; later, one on stdout, and the old certificate stays.
import { connect as connectClear } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";

import { handleProcessEvents } from "../shared/process";
import { beatWhileAnswering } from "../shared/self-check";
import { duration, SettingError } from "../shared/settings";
import { CertificateFiles } from "./certificate-files";

/** Milliseconds for a handshake, and until a connection on which nothing is sent is asked whether it lives. */
const PATIENCE = 30_000;

const port = Number(process.env.PORT ?? 8443);
try {
  main();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`tls: ${error.message}`);
  process.exit(64);
}

function speaksTls(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, timeout: 3000 });
    const told = (well: boolean) => {
      socket.destroy();
      resolve(well);
    };
    socket.on("secureConnect", () => told(true));
    for (const event of ["error", "timeout"]) socket.on(event, () => told(false));
  });
}

function main(): void {
  const { TARGET = "", CERT_FILE = "", KEY_FILE = "" } = process.env;
  const target = /^([^:]+):(\d+)$/.exec(TARGET);
  if (!target) throw new SettingError(`TARGET is "${TARGET}"; allowed: host:port.`);
  const look = duration(process.env, "LOOK_EVERY", "30s");
  const files = new CertificateFiles(CERT_FILE, KEY_FILE);
  const server = createServer({ ...files.read(), handshakeTimeout: PATIENCE, allowHalfOpen: true });
  server.on("secureConnection", (socket) => pass(socket, String(target[1]), Number(target[2])));
  // Node.js tells of a handshake that failed or took too long, and leaves the connection open.
  server.on("tlsClientError", (_, socket) => socket.destroy());
  server.listen(port, () => beatWhileAnswering("tls", speaksTls));
  handleProcessEvents("tls");
  setInterval(() => {
    try {
      const renewed = files.renewed();
      if (!renewed) return;
      server.setSecureContext(renewed);
      console.log("The certificate was renewed.");
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      console.log(`The old certificate stays: ${error.message}`);
    }
  }, look.ms);
}

/** Joins two connections: what one has sent to its end the other still gets, and one that breaks ends the other. */
function pass(socket: TLSSocket, host: string, port: number): void {
  const inside = connectClear({ host, port, allowHalfOpen: true });
  for (const [one, other] of [
    [socket, inside],
    [inside, socket],
  ] as const) {
    one.setKeepAlive(true, PATIENCE);
    one.on("error", () => other.destroy());
    one.on("close", () => other.end());
    one.pipe(other);
  }
}
