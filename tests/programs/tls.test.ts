import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import * as tls from "node:tls";

import { root } from "../../scripts/offline/project";
import { until } from "../e2e/stand/until";
import { checked } from "../support/alive";
import { programFile } from "../support/programs";

const fixture = (name: string) => fs.readFileSync(path.join(root, "tests", "fixtures", "tls", name), "utf8");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tls-"));
const heartbeat = path.join(folder, "heartbeat");
const files = { CERT_FILE: path.join(folder, "cert.pem"), KEY_FILE: path.join(folder, "key.pem") };

/** Puts certificate and key where the program looks for them. */
function place(certificate: string, key: string): void {
  fs.writeFileSync(files.CERT_FILE, certificate);
  fs.writeFileSync(files.KEY_FILE, key);
}

const started: ChildProcess[] = [];

let output = "";

/** Starts the program. @returns its exit code and what it said on stderr */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [programFile("tls")], {
    env: { HEARTBEAT_FILE: heartbeat, ...files, ...env },
  });
  started.push(child);
  output = "";
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (output += String(chunk)));
  child.stderr.on("data", (chunk: Buffer) => (said += String(chunk)));
  return new Promise<string>((resolve) => child.on("close", (code) => resolve(`${code} ${said}`)));
}

/** Waits for a sentence on stdout. */
const said = (sentence: RegExp) =>
  until(`"${sentence.source}" to be said`, () => Promise.resolve(sentence.test(output)), 10_000, 50);

/** Connects, sends a word, and returns the answer. */
async function say(port: number, ca: string, word: string): Promise<string> {
  await until("the program to listen", () => answers(port), 10_000, 50);
  return new Promise((resolve, reject) => {
    const checkServerIdentity = () => undefined;
    const socket = tls.connect({ port, host: "127.0.0.1", servername: "localhost", ca, checkServerIdentity });
    let answer = "";
    socket.on("secureConnect", () => socket.end(word));
    socket.on("data", (chunk: Buffer) => (answer += String(chunk)));
    socket.on("error", reject).on("end", () => resolve(answer));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve(true));
    socket.on("connect", () => socket.destroy()).on("error", () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

afterEach(() => started.splice(0).forEach((child) => child.kill("SIGKILL")));

describe("the program before Grafana that ends TLS", () => {
  it("passes bytes both ways, and closes when either does", async () => {
    place(fixture("localhost.crt"), fixture("localhost.key"));
    const inside = net.createServer({ allowHalfOpen: true }, (socket) => {
      let word = "";
      socket.on("data", (chunk: Buffer) => (word += String(chunk)));
      socket.on("end", () => socket.end(`heard ${word}`));
    });
    await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
    const { port: target } = inside.address() as net.AddressInfo;
    const port = await freePort();
    void start({ PORT: String(port), TARGET: `127.0.0.1:${target}` });
    try {
      const long = "0123456789".repeat(100_000);
      const answer = await say(port, fixture("localhost.crt"), long);
      expect([answer.length, answer === `heard ${long}`]).toEqual([long.length + "heard ".length, true]);
      const well = () => checked("tls", 10, { HEARTBEAT_FILE: heartbeat }).status === 0;
      await until("it to have spoken TLS to itself", () => Promise.resolve(well()), 10_000, 50);
    } finally {
      inside.close();
    }
  });

  it("takes a renewed certificate, and keeps the old one while the new one is not whole", async () => {
    place(fixture("localhost.crt"), fixture("localhost.key"));
    const inside = net.createServer((socket) => socket.end("here"));
    await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
    const { port: target } = inside.address() as net.AddressInfo;
    const port = await freePort();
    const env = { PORT: String(port), TARGET: `127.0.0.1:${target}`, LOOK_EVERY: "50ms" };
    void start(env);
    try {
      expect(await say(port, fixture("localhost.crt"), "")).toBe("here");
      fs.writeFileSync(files.CERT_FILE, fixture("services.crt"));
      await said(/^The old certificate stays: .*is not the key of the certificate/m);
      expect(await say(port, fixture("localhost.crt"), "")).toBe("here");
      fs.writeFileSync(files.KEY_FILE, fixture("services.key"));
      await said(/^The certificate was renewed\./m);
      expect(await say(port, fixture("services.crt"), "")).toBe("here");
    } finally {
      inside.close();
    }
  });

  it.each([
    ["a key of another certificate", "localhost.crt", "services.key", "is not the key of the certificate"],
    ["no certificate", "localhost.key", "localhost.key", "is no certificate in PEM"],
    ["no key", "localhost.crt", "localhost.crt", "is no key in PEM"],
  ])("refuses %s in a sentence that names the file", async (_, certificate, key, sentence) => {
    place(fixture(certificate), fixture(key));
    const said = await start({ PORT: "0", TARGET: "127.0.0.1:1" });
    expect(said).toMatch(/^64 tls: .*\n$/);
    expect(said).toContain(sentence);
    expect(said).toContain(folder);
  });

  it("lets go of who says nothing of TLS, and serves with a certificate that has ended, which it says", async () => {
    place(fixture("ended.crt"), fixture("localhost.key"));
    const port = await freePort();
    void start({ PORT: String(port), TARGET: "127.0.0.1:1" });
    await said(/^The certificate in .* ended on .*: renew it\.$/m);
    await until("the program to listen", () => answers(port), 10_000, 50);
    const ended = new Promise((resolve) =>
      net.connect(port, "127.0.0.1").on("close", resolve).end("GET / HTTP/1.0\r\n\r\n"),
    );
    await ended;
  });

  it("refuses files that are not there", async () => {
    const said = await start({ PORT: "0", TARGET: "127.0.0.1:1", CERT_FILE: "/nowhere/cert.pem" });
    expect(said).toBe("64 tls: /nowhere/cert.pem cannot be read (ENOENT).\n");
  });
});
