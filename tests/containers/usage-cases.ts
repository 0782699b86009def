import * as crypto from "node:crypto";

import type { Case } from "../support/pipeline-parts";

/** Parts that tell who asked, and for which model: lines, and what each part alone makes of them. */

const body = String.raw`{\"stream\":true,\"model\":\"qwen3:8b\",\"messages\":[{\"role\":\"user\",\"content\":\"say \\\"model\\\": \\\"x\\\"\"}]}`;
const person = '"user": {"id": "u-1", "name": "A \\"B\\"", "email": "a@example.com", "role": "user"}';

export const auditModel: Case[] = [
  { lines: `{"request_object": "${body}", "response_object": ""}`, sent: [{ audit_model: "qwen3:8b" }] },
  { lines: String.raw`{"request_object": "{\"a\": \"b\"}"}`, sent: [{}] },
  { lines: String.raw`{"request_object": "{\"a\": 1}", "x": "\"model\": \"y\""}`, sent: [{}] },
];

export const auditUsers: Case[] = [
  { lines: `{"id": "1", ${person}}`, sent: [{ audit_user: "a@example.com" }] },
  { lines: `{"id": "1", "user": {}}`, sent: [{}] },
];

const asked = '"audit_level": "REQUEST", "verb": "POST", "request_uri": "http://h/api/chat/completions"';
const told = { json_shape: "audit", method: "POST", raw_path: "http://h/api/chat/completions" };
const ok = { status_code: "200", is_json: "200" };

export const audit: Case[] = [
  {
    lines: `{"id": "1", "user": {}, ${asked}, "response_status_code": 200, "source_ip": "10.0.0.9"}`,
    sent: [{ ...told, ...ok }],
  },
  {
    lines: `2025-04-29 14:32:01.114 | INFO     | open_webui.utils.audit:write:92 -  - {"auditable": true, ${asked}, "user_agent": "a", "source_ip": "b", "request_object": "[redacted]", "response_object": "[redacted]", "response_status_code": 200}`,
    given: { audit_model: "qwen3:8b" },
    sent: [{ ...told, ...ok, raw_model: "qwen3:8b" }],
  },
];

const address = (
  lines: string,
  raw_client: string,
  client_address = raw_client,
  more: Partial<Case> = {},
) => ({
  lines,
  ...more,
  sent: [{ raw_client, ...(client_address ? { client_address } : {}) }],
});

export const clients: Case[] = [
  address(`{"status": 200, "source_ip": "10.0.0.9"}`, "10.0.0.9"),
  address(`{"status": 200, "remote_addr": "[2001:db8::7]:443"}`, "[2001:db8::7]:443", "2001:db8::7"),
  address(`{"request": {"remote_ip": "::ffff:10.0.0.9"}}`, "::ffff:10.0.0.9", "10.0.0.9"),
  address(`10.0.0.9 - - [`, "10.0.0.9", undefined, { given: { clf_client: "10.0.0.9" } }),
  { lines: "x", given: { clf_client: "unix:" }, sent: [{}] },
  address(
    `172.18.0.1 - - [x] "GET / HTTP/1.1" 200 5 "-" "a \\" b" "10.0.0.9, 172.18.0.2"`,
    "10.0.0.9",
    undefined,
    { given: { clf_client: "172.18.0.1" } },
  ),
  address(`INFO:     10.0.0.9:51520 - "GET / HTTP/1.1" 200 OK`, "10.0.0.9"),
  address(`INFO:     2001:db8::7:51520 - "GET / HTTP/1.1" 200 OK`, "2001:db8::7"),
  address(`2025-04-29 14:33:10 | INFO | a:b:1 - 10.0.0.9:51520 - "GET / HTTP/1.1" 200`, "10.0.0.9"),
  address(`[2025-03-05 10:00:00] [7] [INFO] 10.0.0.9:50462 POST /a 1.1 500 88 1001`, "10.0.0.9"),
  address(`[GIN] 2025/03/05 - 10:00:00 | 200 |  1.2s |       10.0.0.9 | POST     "/api/chat"`, "10.0.0.9"),
  address(`[GIN] 2025/03/05 - 10:00:00 | a-1 | 200 | 1.2s | 10.0.0.9 | POST /v1/chat`, "10.0.0.9"),
  address(`level=info status=200 remote_addr=10.0.0.9:1`, "10.0.0.9:1", "10.0.0.9"),
  address(`x - {"auditable": true, "source_ip": "10.0.0.9"}`, "10.0.0.9"),
  { lines: `{"client_ip": "somebody"}`, sent: [{ raw_client: "somebody" }] },
];

const hash = (value: string) => crypto.createHash("sha256").update(value).digest("hex").slice(0, 16);

export const client: Case[] = [
  {
    lines: `10.0.0.9 - - "GET / HTTP/1.1" 200 for=10.0.0.9`,
    given: { form: "file/nginx", client_address: "10.0.0.9" },
    sent: [
      {
        client: hash("10.0.0.9"),
        hashed_line: `${hash("10.0.0.9")} - - "GET / HTTP/1.1" 200 for=${hash("10.0.0.9")}`,
        line: `${hash("10.0.0.9")} - - "GET / HTTP/1.1" 200 for=${hash("10.0.0.9")}`,
      },
    ],
  },
  // a health check is nobody's request, and its address no less an address
  {
    lines: "10.0.0.9 GET /health",
    given: { client_address: "10.0.0.9" },
    sent: [{ hashed_line: `${hash("10.0.0.9")} GET /health`, line: `${hash("10.0.0.9")} GET /health` }],
  },
  { lines: "x", sent: [{ hashed_line: "x", line: "x" }] },
];

const named = (lines: string, raw_user: string, user_name = raw_user, more: Partial<Case> = {}) => ({
  lines,
  ...more,
  sent: [{ raw_user, ...(user_name ? { user_name } : {}) }],
});

export const users: Case[] = [
  named(`{"user_id": "u-1", "status": 200}`, "u-1"),
  named(`{"user": "alice"}`, "alice"),
  named(`{"user": {"id": "u-1", "email": "[redacted]"}}`, "a@example.com", undefined, {
    given: { audit_user: "a@example.com" },
  }),
  named(`{"user": {"x": 1}}`, `{"x":1}`, ""),
  named(`10.0.0.9 - alice [05/Mar/2025:10:00:00 +0000] "GET / HTTP/1.1" 200 5`, "alice"),
  { lines: `10.0.0.9 - - [05/Mar/2025:10:00:00 +0000] "GET / HTTP/1.1" 200 5`, sent: [{}] },
  named(`level=info user=alice status=200`, "alice"),
];

export const user: Case[] = [
  { lines: "x", given: { form: "file/json", user_name: "alice" }, sent: [{ user: hash("alice") }] },
  { lines: "x", given: { user_name: "alice" }, sent: [{}] },
];
