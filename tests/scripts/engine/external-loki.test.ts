import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { stringify } from "yaml";

import { lokiVerdict } from "../../../scripts/engine/external-loki";
import { whenPossible } from "../../support/engine";

const access = { tenant: "", username: "", password: "" };
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A server that answers these paths with these texts, others with 404, and everything with 401 without a login. */
async function answering(answers: Record<string, string>, login?: string): Promise<string> {
  const started = createServer((request, response) => {
    const { authorization } = request.headers;
    if (login && authorization !== `Basic ${Buffer.from(login).toString("base64")}`)
      return void response.writeHead(401).end();
    const text = answers[request.url ?? ""];
    response.writeHead(text === undefined ? 404 : 200, { connection: "close" }).end(text);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as net.AddressInfo).port}`;
}

const build = (version: string) => ({ "/loki/api/v1/status/buildinfo": JSON.stringify({ version }) });
const config = (schemas: [from: string, store: string, schema: string][], allowed = true) => ({
  "/config": stringify({
    schema_config: { configs: schemas.map(([from, store, schema]) => ({ from, store, schema })) },
    limits_config: allowed ? { allow_structured_metadata: true } : {},
  }),
});
const now = Date.parse("2026-11-26T12:00:00Z");

describe("lokiVerdict", () => {
  it.each([
    ["an old version", build("2.8.4"), "is version 2.8.4; 3.0 or later is needed"],
    [
      "an old schema",
      { ...build("3.5.0"), ...config([["2020-05-15", "boltdb-shipper", "v11"]], false) },
      "version 3.5.0, writes with schema v11 and index boltdb-shipper",
    ],
    [
      "the old index",
      { ...build("3.5.0"), ...config([["2020-05-15", "boltdb-shipper", "v13"]]) },
      "with schema v13 and index boltdb-shipper",
    ],
    [
      "a new schema that begins later",
      {
        ...build("3.5.0"),
        ...config([
          ["2026-11-27", "tsdb", "v13"],
          ["2020-05-15", "tsdb", "v12"],
        ]),
      },
      "with schema v12 and index tsdb",
    ],
    [
      "structured metadata that is switched off",
      { ...build("3.5.0"), ...config([["2024-04-01", "tsdb", "v13"]], false) },
      "does not allow structured metadata",
    ],
  ])("refuses %s", async (_, answers, words) => {
    const url = await answering(answers);
    const verdict = await lokiVerdict({ ...access, url }, now);
    expect(verdict).toEqual({
      state: "unfit",
      found: expect.stringContaining(words) as string,
      way: expect.stringContaining("; or push to another: a stack of its own") as string,
    });
    expect(verdict.found).toContain(url);
    expect(verdict.found).toContain("a line's status, duration, model and events");
  });

  it("takes one whose newest schema is new enough", async () => {
    const schemas: [string, string, string][] = [
      ["2020-05-15", "boltdb-shipper", "v11"],
      ["2026-11-26", "tsdb", "v13"],
    ];
    const url = await answering({ ...build("3.5.0"), ...config(schemas) });
    expect(await lokiVerdict({ ...access, url }, now)).toMatchObject({ state: "fit" });
  });

  it("takes one that does not show its configuration", async () => {
    const url = await answering(build("3.5.0"));
    expect(await lokiVerdict({ ...access, url })).toMatchObject({
      state: "fit",
      found: expect.stringContaining("its schema is not known") as string,
    });
  });

  it("asks with the login, and says what its lack means", async () => {
    const url = await answering({ ...build("2.9.4") }, "agent:pass");
    expect(await lokiVerdict({ ...access, url })).toMatchObject({
      state: "unknown",
      found: expect.stringContaining("HTTP 401: lokiUsername") as string,
    });
    const login = { ...access, username: "agent", password: "pass" };
    expect(await lokiVerdict({ ...login, url })).toMatchObject({ state: "unfit" });
  });

  it("does not know what cannot be asked, and what is no Loki", async () => {
    const url = await answering({});
    expect((await lokiVerdict({ ...access, url })).found).toContain("so it may be no Loki");
    await new Promise((resolve) => server?.close(resolve));
    expect(await lokiVerdict({ ...access, url })).toMatchObject({
      state: "unknown",
      found: expect.stringContaining("ECONNREFUSED") as string,
    });
  });
});

const noLoki = spawnSync("loki", ["-version"]).status === 0 ? undefined : "there is no loki on PATH";

describe("a real Loki", () => {
  const port = () =>
    new Promise<number>((resolve) => {
      const probe = net.createServer().listen(0, "127.0.0.1", () => {
        const { port: free } = probe.address() as net.AddressInfo;
        probe.close(() => resolve(free));
      });
    });

  async function verdict(store: string, schema: string, allowed: boolean) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "external-loki-"));
    const [http, grpc] = [await port(), await port()];
    const index = { prefix: "index_", period: "24h" };
    const settings = {
      auth_enabled: false,
      server: {
        ...{ http_listen_address: "127.0.0.1", http_listen_port: http, log_level: "error" },
        ...{ grpc_listen_address: "127.0.0.1", grpc_listen_port: grpc },
      },
      common: {
        ...{ instance_addr: "127.0.0.1", path_prefix: folder, replication_factor: 1 },
        ring: { kvstore: { store: "inmemory" } },
        storage: { filesystem: { chunks_directory: `${folder}/chunks`, rules_directory: `${folder}/rules` } },
      },
      schema_config: { configs: [{ from: "2024-01-01", store, object_store: "filesystem", schema, index }] },
      limits_config: { allow_structured_metadata: allowed },
    };
    fs.writeFileSync(path.join(folder, "config.yaml"), stringify(settings));
    const loki = spawn("loki", [`-config.file=${folder}/config.yaml`], { stdio: "ignore" });
    const ended = new Promise((resolve) => loki.once("close", resolve));
    try {
      const url = `http://127.0.0.1:${http}`;
      for (;;) {
        const answer = await fetch(`${url}/loki/api/v1/status/buildinfo`).catch(() => undefined);
        if (answer?.ok) return await lokiVerdict({ ...access, url });
        if (loki.exitCode !== null) throw new Error("loki ended by itself");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      loki.kill("SIGKILL");
      await ended;
      fs.rmSync(folder, { recursive: true });
    }
  }

  whenPossible(
    "is refused with an old schema, and taken with a new one",
    noLoki,
    async () => {
      expect((await verdict("boltdb-shipper", "v11", false)).found).toContain(
        "schema v11 and index boltdb-shipper",
      );
      expect((await verdict("tsdb", "v12", false)).found).toContain("schema v12 and index tsdb");
      expect((await verdict("tsdb", "v13", false)).found).toContain("does not allow structured metadata");
      expect((await verdict("tsdb", "v13", true)).state).toBe("fit");
    },
    120_000,
  );
});
