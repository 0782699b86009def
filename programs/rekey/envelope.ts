import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from "node:crypto";

/** How Grafana encrypts: `*` + name of the way in base64 + `*`, salt, IV, text. Without a name it is the first of them. */
const ways = {
  "aes-cfb": { salt: 8, iv: 16 },
  "aes-gcm": { salt: 8, iv: 12 },
};
type Way = keyof typeof ways;
const tagLength = 16;

/** A text in a form that Grafana does not write. */
class UnknownForm extends Error {
  constructor(what: string) {
    super(`A data key is in no form that is known (${what}): nothing was changed.`);
  }
}

/** What Grafana encrypted with a secret. Only `aes-gcm` tells a wrong secret. @throws where the form is none that is known */
export function decrypt(sealed: Buffer, secret: string): Buffer {
  const { way, body } = parse(sealed);
  const { salt, iv } = ways[way];
  if (body.length < salt + iv) throw new UnknownForm("too short");
  const key = keyOf(secret, body.subarray(0, salt));
  const nonce = body.subarray(salt, salt + iv);
  const rest = body.subarray(salt + iv);
  if (way === "aes-cfb") {
    const cipher = createDecipheriv("aes-256-cfb", key, nonce);
    return Buffer.concat([cipher.update(rest), cipher.final()]);
  }
  const cipher = createDecipheriv("aes-256-gcm", key, nonce);
  cipher.setAuthTag(rest.subarray(-tagLength));
  return Buffer.concat([cipher.update(rest.subarray(0, -tagLength)), cipher.final()]);
}

/** The same the other way round, as the open-source Grafana writes it. */
export function encrypt(text: Buffer, secret: string): Buffer {
  // Grafana's salts are letters and digits, which nothing relies on; hexadecimal digits are some of them.
  const salt = Buffer.from(randomBytes(4).toString("hex"));
  const iv = randomBytes(ways["aes-cfb"].iv);
  const cipher = createCipheriv("aes-256-cfb", keyOf(secret, salt), iv);
  const name = Buffer.from("aes-cfb").toString("base64").replace(/=+$/, "");
  return Buffer.concat([Buffer.from(`*${name}*`), salt, iv, cipher.update(text), cipher.final()]);
}

function parse(sealed: Buffer): { way: Way; body: Buffer } {
  const end = sealed.indexOf("*", 1);
  if (sealed[0] !== 42 || end < 0) return { way: "aes-cfb", body: sealed };
  const name = Buffer.from(sealed.subarray(1, end).toString(), "base64").toString() || "aes-cfb";
  if (!(name in ways)) throw new UnknownForm(`encrypted by ${name}`);
  return { way: name as Way, body: sealed.subarray(end + 1) };
}

function keyOf(secret: string, salt: Buffer): Buffer {
  return pbkdf2Sync(secret, salt, 10_000, 32, "sha256");
}
