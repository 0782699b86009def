import fs from "node:fs";
import path from "node:path";

import { linked } from "../../components/observability/dashboards/runbooks";
import { messages } from "../../components/observability/messages";
import { uids } from "../../components/shared/naming";
import { root } from "../../scripts/offline/project";

describe.each(["en", "zh"] as const)("a runbook in %s", (language) => {
  const folder = path.join(root, "docs/runbooks");
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(`.${language}.md`));
  const read = (file: string) => fs.readFileSync(path.join(folder, file), "utf8");

  it("leads to the board before it sends anybody to a shell for nvidia-smi", () => {
    const sending = files.map(read).filter((text) => /(shell|终端).*nvidia-smi/.test(text));
    expect(sending.length).toBeGreaterThan(8);
    for (const text of sending)
      for (const step of text.split("\n").filter((line) => /(shell|终端).*nvidia-smi/.test(line)))
        expect(linked(step, messages[language].links)).toMatch(
          new RegExp(`\\]\\(d/${uids.dashboards.machine}\\).*nvidia-smi`),
        );
  });

  it("is the same text beside its links", () => {
    for (const text of files.map(read)) {
      const shown = linked(text, messages[language].links);
      expect(shown.replace(/\[([^\]]+)\]\(d\/deepchat-\w+\)/g, "$1")).toBe(text);
    }
  });
});
