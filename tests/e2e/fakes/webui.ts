// A small chat web UI: answers /chat?status=N&duration=MS and logs each request in logfmt,
// to its container's log and to a file. GET / is its page. Node.js runs it as it stands: nothing but types may be TypeScript.
import fs from "node:fs";
import http from "node:http";

// Loki keeps one of two equal lines of one instant: an id makes each line its own.
let count = 0;
const log = fs.createWriteStream(process.env.LOG_FILE ?? "", { flags: "a" });

http
  .createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://webui");
    const status = Number(url.searchParams.get("status") ?? 200);
    const duration = Number(url.searchParams.get("duration") ?? 12.5);
    const level = status >= 500 ? "error" : "info";
    const note = url.searchParams.get("note") ?? "request";
    const line = `${new Date().toISOString()} level=${level} msg="${note}" request_id=req-${String(++count).padStart(5, "0")} method=${request.method} path=${url.pathname} status=${status} duration=${duration}ms`;
    console.log(`${line} stream chunk`);
    log.write(`${line}\n`);
    response.writeHead(status).end();
  })
  .listen(8080);
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
