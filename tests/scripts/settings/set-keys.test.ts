import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { setKeys } from "../../../scripts/settings/set-keys";
import { StackFiles } from "../../../scripts/settings/stack-files";

const name = "deepchat-observability";

describe("keys that a command sets", () => {
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "set-keys-"));
    fs.writeFileSync(path.join(home, "Pulumi.yaml"), `name: ${name}\n`);
    fs.writeFileSync(path.join(home, "Pulumi.dev.yaml"), `config:\n  ${name}:lokiPort: 3100\n`);
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));
  const files = () => new StackFiles("dev", home);
  const local = () => fs.readFileSync(files().local, "utf8");

  it("stand in the file that git ignores, and are gone when they are as before", () => {
    const before = setKeys(files(), { lokiPort: 4000, lokiOlderPeriods: [{ from: "2020-10-24" }] });
    expect(before).toEqual({ lokiPort: 3100, lokiOlderPeriods: undefined });
    expect(files().content().config).toEqual({
      [`${name}:lokiPort`]: 4000,
      [`${name}:lokiOlderPeriods`]: [{ from: "2020-10-24" }],
    });
    expect(fs.readFileSync(files().committed, "utf8")).toContain("3100");
    setKeys(files(), before);
    expect(files().content().config).toEqual({ [`${name}:lokiPort`]: 3100 });
    expect(local()).not.toContain("Port");
  });

  it("are handed to the CLI as texts, dates too, which it would take for instants", () => {
    setKeys(files(), { lokiSchemaFrom: "2026-11-27" });
    files().prepare();
    expect(fs.readFileSync(files().whole, "utf8")).toContain(`${name}:lokiSchemaFrom: "2026-11-27"`);
  });

  it("may be the first of a stack without files", () => {
    const lab = new StackFiles("lab", home);
    setKeys(lab, { retention: "30d" });
    expect(new StackFiles("lab", home).content().config).toEqual({ [`${name}:retention`]: "30d" });
  });
});
