import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { localState } from "../../../components/config/owner";
import { root } from "../../../scripts/offline/project";
import { fits, misfit, passphraseTrouble } from "../../../scripts/pulumi/passphrase";

/** A salt as the Pulumi CLI makes it from a passphrase. */
function saltOf(phrase: string): string {
  const [seed, nonce] = [crypto.randomBytes(8), crypto.randomBytes(12)];
  const key = crypto.pbkdf2Sync(phrase, seed, 1_000_000, 32, "sha256");
  const cipher = crypto.createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update("pulumi"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${seed.toString("base64")}:v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

const [ours, theirs] = [saltOf("ours"), saltOf("theirs")];
const file = (salt: string) => ({ name: "Pulumi.lab.yaml", salt });
const environment = { PULUMI_CONFIG_PASSPHRASE: "ours" };

it("knows a passphrase by a salt the Pulumi CLI 3.274 made", () => {
  const salt = "v1:ewuu3j2D5YU=:v1:1yNM8zFcOXUDdG5a:vfAh/bgLSw9mHiIpy3O8hklMgElPFA==";
  expect(fits("4EzTV4ikwLfb-zXI0hPUirSvyfuqWaDM", salt)).toBe(true);
  expect(fits("another", salt)).toBe(false);
  expect(fits("another", "v2:of another form")).toBeUndefined();
});

it("finds nothing wrong with the right one", () => {
  expect(misfit("lab", environment, { file: file(ours), state: ours })).toBeUndefined();
  expect(misfit("lab", environment, {})).toBeUndefined();
});

it("tells the wrong passphrase from the right one beside a file of another checkout", () => {
  const wrong = { PULUMI_CONFIG_PASSPHRASE: "wrong" };
  for (const salts of [
    { state: ours },
    { file: file(ours), state: ours },
    { file: file(theirs), state: ours },
  ])
    expect(misfit("lab", wrong, salts)).toMatch(
      /^The passphrase in PULUMI_CONFIG_PASSPHRASE is not the one stack lab was made with/,
    );
  for (const salts of [{ file: file(theirs) }, { file: file(theirs), state: ours }])
    expect(misfit("lab", environment, salts)).toMatch(
      /^The line encryptionsalt in Pulumi.lab.yaml is of another passphrase.*another checkout.*remove that line.*config set --stack lab --secret <key>/,
    );
});

it("reads a passphrase from the file that is named, and the state of a file backend", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "passphrase-"));
  const stacks = path.join(folder, ".pulumi", "stacks", "deepchat-observability");
  fs.mkdirSync(stacks, { recursive: true });
  const state = {
    checkpoint: { latest: { secrets_providers: { type: "passphrase", state: { salt: theirs } } } },
  };
  fs.writeFileSync(path.join(stacks, "lab.json"), JSON.stringify(state));
  const phrase = path.join(folder, "phrase");
  fs.writeFileSync(phrase, "ours\n");
  const named = { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE_FILE: phrase };
  expect(misfit("lab", named)).toContain(
    `The passphrase in PULUMI_CONFIG_PASSPHRASE_FILE (${phrase}) is not the one`,
  );
  fs.writeFileSync(phrase, "theirs\n");
  expect(misfit("lab", named)).toBeUndefined();
  fs.rmSync(folder, { recursive: true });
});

it("says when none is set, and never that it does not fit then", () => {
  const output = "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE";
  const said = passphraseTrouble(output, "lab", { PULUMI_BACKEND_URL: "s3://bucket" });
  expect(said).toMatch(/^No passphrase is set.*PULUMI_CONFIG_PASSPHRASE_FILE/);
  expect(said).not.toContain("fit");
});

it("does not call the generated passphrase one the user named, whichever way the CLI is told of it", () => {
  const generated = path.join(localState({ root }), "passphrase");
  const there = fs.existsSync(generated);
  if (!there) {
    fs.mkdirSync(path.dirname(generated), { recursive: true, mode: 0o700 });
    fs.writeFileSync(generated, "generated", { mode: 0o600 });
  }
  for (const used of [{}, { PULUMI_CONFIG_PASSPHRASE_FILE: generated }])
    expect(misfit("lab", used, { state: theirs })).toMatch(
      /^The passphrase in \.pulumi-state\/passphrase is not the one.*Put back the file/,
    );
  if (!there) fs.rmSync(generated);
});
