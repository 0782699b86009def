import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { localState, loggedIn } from "../../components/config/owner";
import { root } from "../offline/project";

/** Where state, its passphrase and our notes live unless the user is logged in to a backend. Never committed. */
export const localFolder = localState({ root });

/**
 * Variables that point the CLI at a backend: none where the user has one, logged in or by the environment; else files
 * beside the program, encrypted with a passphrase that is generated once.
 *
 * @param make false: neither folder nor passphrase is made where there is none
 */
export function backendVariables({ make } = { make: true }): NodeJS.ProcessEnv {
  const { env: environment } = process;
  const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = environment;
  if (environment.PULUMI_BACKEND_URL || environment.PULUMI_ACCESS_TOKEN || loggedIn({ environment }))
    return {};

  if (make) fs.mkdirSync(localFolder, { recursive: true, mode: 0o700 });
  const passphrase = path.join(localFolder, "passphrase");
  if (make && !fs.existsSync(passphrase)) {
    fs.writeFileSync(passphrase, crypto.randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
  const own = PULUMI_CONFIG_PASSPHRASE !== undefined || PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  return {
    PULUMI_BACKEND_URL: `file://${localFolder}`,
    ...(own ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: passphrase }),
  };
}
