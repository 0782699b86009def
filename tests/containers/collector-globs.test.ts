import * as fs from "node:fs";
import * as path from "node:path";

import { listed } from "../../components/containers/collector-file/listed";
import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector } from "../support/collector";
import { eachWithEntrypoint } from "../support/entrypoint";
import { withAgent } from "../support/with-agent";

jest.setTimeout(180_000);

/** By the glob, what it finds of the tree below; by Promtail's and Alloy's own expansion, and by the entrypoint's. */
const found: Record<string, string[]> = {
  "*.log": ["a b.log", "c[1].log", "d{1}.log", "é.log", "日.log"],
  "**/*.log": [
    ...["a b.log", "c[1].log", "d{1}.log", "é.log", "日.log"],
    ...["a/1.log", "a/b/.h/3.log", "a/b/2.log", "l/link/1.log", "l/link/b/.h/3.log", "l/link/b/2.log"],
    "x(1)/y(2).log",
  ],
  "a/**": ["a/1.log", "a/b/.h/3.log", "a/b/2.log", "a/file"],
  "**/b/**/*.log": ["a/b/.h/3.log", "a/b/2.log", "l/link/b/.h/3.log", "l/link/b/2.log"],
  "a**.log": ["a b.log"],
  "{a/b,a}/*.log": ["a/1.log", "a/b/2.log"],
  "{a/{1,b/2},é}.log": ["a/1.log", "a/b/2.log", "é.log"],
  "?.log": ["é.log", "日.log"],
  "[!日].log": ["é.log"],
  "[^a-é].log": ["日.log"],
  "日*.log": ["日.log"],
  "x(1)/*(2).log": ["x(1)/y(2).log"],
  "*/*(*).log": ["x(1)/y(2).log"],
};
const globs = Object.keys(found);

/** Each glob has a tree of its own: positions are noted by path. */
function plant(root: string): void {
  globs.forEach((_, at) => {
    const tree = path.join(root, String(at));
    for (const folder of ["a/b/.h", "l", "x(1)"]) fs.mkdirSync(path.join(tree, folder), { recursive: true });
    const names = ["a b.log", "c[1].log", "d{1}.log", "é.log", "日.log", "a/1.log", "a/file"];
    for (const name of [...names, "a/b/2.log", "a/b/.h/3.log", "x(1)/y(2).log"])
      fs.writeFileSync(path.join(tree, name), "INFO: a line\n");
    fs.symlinkSync("../a", path.join(tree, "l/link"));
    fs.symlinkSync("nowhere", path.join(tree, "l/broken.log"));
  });
}

describe("a glob as the collector's entrypoint expands it", () => {
  const entrypoint = eachWithEntrypoint();

  it("finds the same files, and those of no folder twice that lies within itself", () => {
    const on = entrypoint();
    plant(on.at("logs"));
    globs.forEach((glob, at) => {
      expect(
        listed({ webuiLogFiles: [`/var/log/${glob}`], ollamaLogFiles: [], modelServerLogFiles: [] }).readers,
      ).toEqual(["webui-files deepchat-webui"]);
      const tree = on.at(`logs/${at}`);
      // Promtail and Alloy would go round 40 times.
      fs.symlinkSync("..", path.join(tree, "a/b/up"));
      on.globs = [path.join(tree, glob)];
      const files = on.shell('read_files; printf "%s\\n" "${files[@]}"').trim().split("\n");
      expect({ [glob]: files.map((file) => path.relative(tree, file)).sort() }).toEqual({
        [glob]: [...(found[glob] ?? [])].sort(),
      });
    });
  });
});

function byTheAgent(collector: Collector): void {
  it("finds these files", async () => {
    const run = await collect(collector, {
      jobs: (root) => {
        plant(root);
        return globs.map((glob, at) => ({
          job_name: `glob-${at}`,
          static_configs: [
            { targets: ["localhost"], labels: { job: "test", __path__: path.join(root, String(at), glob) } },
          ],
        }));
      },
    });
    globs.forEach((glob, at) => {
      const tree = path.join(run.root, String(at));
      const files = run.entries.flatMap(({ labels: { filename = "" } }) => {
        const name = path.relative(tree, filename);
        return name.startsWith("..") ? [] : [name];
      });
      expect({ [glob]: files.sort() }).toEqual({ [glob]: [...(found[glob] ?? [])].sort() });
    });
  });
}

for (const agent of testedAgents) withAgent(agent, "expanding a glob", byTheAgent);
