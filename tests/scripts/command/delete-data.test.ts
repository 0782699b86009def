import * as fs from "node:fs";
import * as path from "node:path";

import { command, folder, ownCheckout } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

// Else notes beside this checkout's own stack would be removed.
const checkout = ownCheckout();

describe("destroy --delete-data", () => {
  const volume = "deepchat-observability-dev-loki-data";
  const tools = (calls: string) => ({
    docker: `case "$1 $2" in "version "*) echo 24.0.0;; "volume ls") printf '${volume}\\t${volume}\\tdeepchat-observability-dev\\t\\t\\n';; *rm*) echo "$*" >> ${calls};; esac`,
    pulumi: `case "$1" in destroy) echo "$*" >> ${calls};; esac`,
  });

  it("removes nothing where nobody can be asked", () => {
    const calls = path.join(folder, "kept");
    const { status, output } = command("destroy", ["--delete-data"], {}, tools(calls), checkout);
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(
        /data of stack dev \(deepchat-observability-dev-loki-data\).*add --yes.*Nothing was removed/s,
      ),
    ]);
    expect(fs.existsSync(calls)).toBe(false);
  });

  it("deletes with --yes", () => {
    const calls = path.join(folder, "deleted");
    expect(command("destroy", ["--delete-data", "--yes"], {}, tools(calls), checkout).status).toBe(0);
    expect(fs.readFileSync(calls, "utf8")).toMatch(
      /^destroy.*\nvolume rm -f deepchat-observability-dev-loki-data\n$/,
    );
  });
});
