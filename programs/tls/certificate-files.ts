import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

import { SettingError } from "../shared/settings";

/** What a TLS server wants. */
export interface Pair {
  cert: string;
  key: string;
}

/** A certificate and its key in two files, which somebody may renew. */
export class CertificateFiles {
  private used?: Pair;
  private refused?: string;

  constructor(
    private readonly certFile: string,
    private readonly keyFile: string,
  ) {}

  /**
   * Both, as they are now.
   *
   * @throws {SettingError} which file is wrong, and how
   */
  read(): Pair {
    const pair = { cert: text(this.certFile), key: text(this.keyFile) };
    check(pair, this.certFile, this.keyFile);
    this.used = pair;
    return pair;
  }

  /**
   * Both, if they are others than those in use.
   *
   * @throws {SettingError} once, when they became unusable: such as one of them written before the other
   */
  renewed(): Pair | undefined {
    try {
      const before = this.used;
      const now = this.read();
      this.refused = undefined;
      return now.cert === before?.cert && now.key === before.key ? undefined : now;
    } catch (error) {
      if (!(error instanceof SettingError) || error.message === this.refused) return undefined;
      this.refused = error.message;
      throw error;
    }
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingError(`${file} cannot be read (${code}).`);
  }
}

function check({ cert, key }: Pair, certFile: string, keyFile: string): void {
  const certificate = parsed(() => new X509Certificate(cert), `${certFile} is no certificate in PEM.`);
  const own = parsed(() => createPrivateKey(key), `${keyFile} is no key in PEM without a passphrase.`);
  if (!certificate.checkPrivateKey(own))
    throw new SettingError(`${keyFile} is not the key of the certificate in ${certFile}.`);
  // Browsers say so, and let people in all the same; without it nobody would get in.
  if (Date.parse(certificate.validTo) < Date.now())
    console.log(`The certificate in ${certFile} ended on ${certificate.validTo}: renew it.`);
}

function parsed<T>(read: () => T, otherwise: string): T {
  try {
    return read();
  } catch {
    throw new SettingError(otherwise);
  }
}
