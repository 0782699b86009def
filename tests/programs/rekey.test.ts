import { spawnSync } from "node:child_process";
import { createCipheriv, createDecipheriv, pbkdf2Sync } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { readProgram } from "../../components/shared/assets";

const [oldKey, dataKey] = ["the old key", "a data key of 16"];
const [salt, iv, nonce] = [Buffer.from("saltsalt"), Buffer.alloc(16, 7), Buffer.alloc(12, 7)];
const keyOf = (secret: string, ofSalt: Buffer) => pbkdf2Sync(secret, ofSalt, 10_000, 32, "sha256");

/** As Grafana's open-source edition writes it, as Enterprise may, and as both did once. */
function sealed(text: string, way: "cfb" | "gcm" | "unnamed" = "cfb"): Buffer {
  const name = way === "unnamed" ? "" : `*${Buffer.from(`aes-${way}`).toString("base64url")}*`;
  if (way === "gcm") {
    const cipher = createCipheriv("aes-256-gcm", keyOf(oldKey, salt), nonce);
    const body = [cipher.update(text), cipher.final()];
    return Buffer.concat([Buffer.from(name), salt, nonce, ...body, cipher.getAuthTag()]);
  }
  const cipher = createCipheriv("aes-256-cfb", keyOf(oldKey, salt), iv);
  return Buffer.concat([Buffer.from(name), salt, iv, cipher.update(text), cipher.final()]);
}

/** What Grafana would read. */
function opened(value: Buffer, secret: string): string {
  expect(value.toString("latin1", 0, 12)).toBe("*YWVzLWNmYg*");
  const [ofSalt, ofIv, body] = [value.subarray(12, 20), value.subarray(20, 36), value.subarray(36)];
  const cipher = createDecipheriv("aes-256-cfb", keyOf(secret, ofSalt), ofIv);
  return Buffer.concat([cipher.update(body), cipher.final()]).toString("latin1");
}

describe("the program that makes a new key for Grafana", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rekey-"));
  const at = (name: string) => path.join(folder, name);
  const rekey = (...args: string[]) =>
    spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-", ...args], {
      input: readProgram("rekey"),
      env: { ...process.env, GRAFANA_DATA: folder },
      encoding: "utf8",
    });
  const stored = (file: string) => {
    const database = new DatabaseSync(at(file));
    const rows = database.prepare("SELECT encrypted_data FROM data_keys ORDER BY name").all();
    database.close();
    return rows.map((row) => Buffer.from(row.encrypted_data as Uint8Array));
  };
  const key = (name: string) => fs.readFileSync(at(name), "utf8").trim();
  const files = () => fs.readdirSync(folder).sort();
  /** Grafana's volume, with one data key of ours and one of the user's key management. */
  const holds = (own: Buffer) => {
    for (const name of fs.readdirSync(folder)) fs.rmSync(at(name));
    fs.writeFileSync(at(".secret-key"), `${oldKey}\n`);
    const database = new DatabaseSync(at("grafana.db"));
    database.exec("CREATE TABLE data_keys (name TEXT, provider TEXT, encrypted_data BLOB)");
    const insert = database.prepare("INSERT INTO data_keys VALUES (?, ?, ?)");
    insert.run("a", "secretKey.v1", own);
    insert.run("b", "awskms.mine", Buffer.from("somebody else's"));
    database.close();
  };
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it.each(["cfb", "gcm", "unnamed"] as const)("writes data keys anew in a copy, from %s", (way) => {
    holds(sealed(dataKey, way));
    const before = stored("grafana.db");
    expect(rekey().status).toBe(0);
    const [own, theirs] = stored("grafana.db.rotated") as [Buffer, Buffer];
    expect(opened(own, key(".secret-key.rotated"))).toBe(dataKey);
    expect(opened(own, oldKey)).not.toBe(dataKey);
    expect(theirs.toString()).toBe("somebody else's");
    expect(files()).toContain(".rotated");
    for (const end of ["", ".before"])
      expect([stored(`grafana.db${end}`), key(`.secret-key${end}`)]).toEqual([before, oldKey]);
  });

  it.each([
    [sealed("7"), "The data key a is no key: nothing was changed."],
    [
      Buffer.from("*eHh4*abc"),
      "A data key is in no form that is known (encrypted by xxx): nothing was changed.",
    ],
    [Buffer.from("short"), "A data key is in no form that is known (too short): nothing was changed."],
  ])("makes no mark of a data key that is none, and starts anew afterwards (%#)", (own, said) => {
    holds(own);
    const { status, stderr } = rekey();
    expect([status, stderr]).toEqual([1, `${said}\n`]);
    expect(files()).not.toContain(".rotated");
    expect(key(".secret-key")).toBe(oldKey);
    const database = new DatabaseSync(at("grafana.db"));
    database.prepare("UPDATE data_keys SET encrypted_data = ? WHERE name = 'a'").run(sealed(dataKey));
    database.close();
    expect(rekey().status).toBe(0);
  });

  it("does nothing while one waits for Grafana's start, and can have it go back", () => {
    holds(sealed(dataKey));
    expect(rekey().status).toBe(0);
    const { status, stderr } = rekey();
    expect([status, stderr]).toEqual([1, expect.stringContaining("waits for Grafana's next start")]);
    expect(rekey("back").status).toBe(0);
    expect([key(".secret-key.rotated"), files().includes(".rotated")]).toEqual([oldKey, true]);
  });
});
