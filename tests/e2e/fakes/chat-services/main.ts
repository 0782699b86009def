// Plays the services alerts go to, under their own names: HTTP on port 80, TLS on 443. Each checks what it gets as its
// documentation says and answers in its documented words. What arrived is at /received on port 8080.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";

import { china } from "./china";
import { elsewhere } from "./elsewhere";

const services = { ...china, ...elsewhere };

const received: {
  host: string;
  path: string;
  method?: string;
  body: string;
  status: number;
  answer: string;
}[] = [];
/** Hosts that refuse everything for now, set by a POST to /refuse. */
let refusing: string[] = [];

function serve(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    const url = new URL(request.url ?? "", `http://${host}`);
    const answer = services[host]?.(url, body, request.headers, refusing.includes(host)) ?? {
      status: 404,
      text: "who?",
    };
    received.push({
      host,
      path: url.pathname,
      method: request.method,
      body,
      status: answer.status,
      answer: answer.text,
    });
    response.writeHead(answer.status, { "content-type": answer.type ?? "text/plain" }).end(answer.text);
  });
}

createServer(serve).listen(80);
createSecureServer(
  { cert: readFileSync("/tls/services.crt"), key: readFileSync("/tls/services.key") },
  serve,
).listen(443);
createServer((request, response) => {
  if (request.url?.startsWith("/refuse"))
    refusing = new URL(request.url, "http://x").searchParams.getAll("host");
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(received));
}).listen(8080);
