import type { Identity } from "../../components/containers/collector-file/settings";
import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector, type Run } from "../support/collector";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

const audit = `{"id": "1", "timestamp": 1745903122, "user": {"id": "u-1", "name": "Alice", "email": "alice@example.com", "role": "user"}, "audit_level": "REQUEST", "verb": "POST", "request_uri": "http://h/api/chat/completions", "response_status_code": 200, "source_ip": "10.0.0.9", "user_agent": "a", "request_object": "", "response_object": "", "extra": {}}`;
const access = `INFO:     10.0.0.9:51520 - "POST /api/chat/completions HTTP/1.1" 200 OK`;
const health = `INFO:     10.0.0.9:51520 - "GET /health HTTP/1.1" 200 OK`;
const note = "cannot reach 10.0.0.9 any more";
const gin = `[GIN] 2025/03/05 - 10:00:00 | 200 | 1.2s | 10.0.0.9 | POST     "/api/chat"`;

const files = { "webui/a.log": [audit, access, health, note, ""].join("\n"), "ollama/b.log": `${gin}\n` };

/** Who asked, by what a stack's configuration says. */
function whoAsked(collector: Collector): void {
  const run = (clients?: Identity, users?: Identity, salt = "s1") =>
    collect(collector, { files, settings: { clients, users, salt } });
  const named = ({ entries }: Run, field: "client" | "user") =>
    entries.flatMap(({ metadata }) => metadata[field] ?? []);
  const labels = ({ entries }: Run) => [...new Set(entries.flatMap((entry) => Object.keys(entry.labels)))];
  const lines = ({ entries }: Run) => entries.map(({ line }) => line).sort();

  it("is told nowhere by default, and the lines are as they were", async () => {
    const off = await run();
    expect([named(off, "client"), named(off, "user")]).toEqual([[], []]);
    const redacted = audit.replace("Alice", "[redacted]").replace("alice@example.com", "[redacted]");
    expect(lines(off)).toEqual([redacted, access, health, note, gin].sort());
  });

  it("is told in clear where that is wanted, of requests alone, and never as a label", async () => {
    const plain = await run("plain", "plain");
    expect(named(plain, "client")).toEqual(["10.0.0.9", "10.0.0.9", "10.0.0.9"]);
    expect(named(plain, "user")).toEqual(["alice@example.com"]);
    expect(labels(plain).filter((label) => ["client", "user"].includes(label))).toEqual([]);
    // What is removed from lines stays removed.
    expect(lines(plain).join("\n")).not.toMatch(/Alice|alice@/);
    expect(lines(plain)).toContain(access);
  });

  it("is told as hashes that are one stack's own, in the lines of requests, too", async () => {
    const [hashed, other] = [await run("hashed", "hashed"), await run("hashed", "hashed", "s2")];
    const [client = "", ...same] = named(hashed, "client");
    expect(client).toMatch(/^[0-9a-f]{16}$/);
    expect(same).toEqual([client, client]);
    expect(named(hashed, "user")).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(lines(hashed)).toContain(access.replace("10.0.0.9", client));
    expect(lines(hashed).filter((line) => line.includes("10.0.0.9"))).toEqual([note]);
    expect(labels(hashed).filter((label) => ["client", "user"].includes(label))).toEqual([]);
    expect(named(other, "client")[0]).not.toBe(client);
    expect(named(other, "user")[0]).not.toBe(named(hashed, "user")[0]);
  });
}

for (const agent of testedAgents) withAgent(agent, "who asked", whoAsked);
