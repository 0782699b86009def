import { parse } from "yaml";

import { positionsFile, translate } from "../../../scripts/adopt/their-positions";
import { originalFiles } from "../../e2e/adopt/files";

const config = originalFiles("/var/log/deepchat", "deepchat")["promtail-config.yaml"] ?? "";
const container = "ab".repeat(32);
const sources = {
  webuiLogFiles: ["/var/log/deepchat/*.log"],
  ollamaLogFiles: ["/var/log/ollama/*.log"],
  modelServerLogFiles: [],
  ollamaUnits: ["ollama.service"],
  modelServerUnits: [],
};
const mount = (source: string, inside: string) => ({ source, inside, inMemory: false });
const original = [mount("/var/log", "/var/log")];

function translated(
  notes: Record<string, string>,
  { mounts = original, more = config, stopped = 2000.5 } = {},
) {
  const text = `positions:\n${Object.entries(notes)
    .map(([name, note]) => `  ${name}: "${note}"\n`)
    .join("")}`;
  const { text: written, ...found } = translate(text, {
    promtail: { mounts },
    config: more,
    sources,
    stopped,
  });
  return {
    ...found,
    positions: (parse(written) as { positions: Record<string, string> }).positions,
    written,
  };
}

describe("another Promtail's positions", () => {
  it("are where its configuration says", () => {
    expect(positionsFile(config)).toBe("/tmp/positions.yaml");
  });

  it("of files are ours as they are, written as Promtail does", () => {
    const found = translated({ "/var/log/deepchat/webui.log": "1234" });
    expect(found.written).toBe('positions:\n  /var/log/deepchat/webui.log: "1234"\n');
    expect(found.files).toEqual(["/var/log/deepchat/webui.log"]);
  });

  it("of files get the paths of the host", () => {
    const mounts = [mount("/var", "/host"), mount("/var/log/deepchat", "/logs")];
    const notes = { "/logs/webui.log": "1", "/host/log/ollama/a.log": "2" };
    const { positions } = translated(notes, { mounts });
    expect(positions).toEqual({ "/var/log/deepchat/webui.log": "1", "/var/log/ollama/a.log": "2" });
  });

  it("of files that ours does not read are told, not kept", () => {
    const found = translated({ "/var/log/nginx/access.log": "1", "/app/inside.log": "2" });
    expect(found.positions).toEqual({});
    expect(found.unread).toEqual(["/var/log/nginx/access.log", "/app/inside.log (inside its container)"]);
  });

  it.each([
    ["a container that was quiet go on in the next second", 1990, "1991"],
    ["one that wrote until the end are read again from that second on", 2000, "2000"],
    ["one that wrote just before, too", 1999, "1999"],
    ["one of which nothing is known stay", 0, "0"],
  ])("of %s", (_, last, note) => {
    const { positions, containers } = translated({ [`cursor-${container}`]: String(last) });
    expect(positions).toEqual({ [`cursor-${container}`]: note });
    expect(containers).toBe(1);
  });

  it("of the journal get the name of our job", () => {
    const journal = `${config}\n  - job_name: journal\n    journal: {max_age: 12h}\n`;
    const { positions } = translated({ "cursor-journal": "s=1;i=2" }, { more: journal });
    expect(positions).toEqual({ "cursor-ollama-journal": "s=1;i=2" });
    expect(translated({ "cursor-journal": "s=1;i=2" }).positions).toEqual({});
  });

  it("may be none", () => {
    expect(translated({}).positions).toEqual({});
  });
});
