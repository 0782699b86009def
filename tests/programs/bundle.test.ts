import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { readProgram } from "../../components/shared/assets";
import { root } from "../../scripts/offline/project";

const programs = ["probe", "relay", "sensor", "tls"] as const;

/** Source files of ours below a folder, with what each imports from other files. */
function importsBelow(folder: string): { file: string; from: string }[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(folder, name))
    .flatMap((file) => {
      const text = fs.readFileSync(path.join(root, file), "utf8");
      return [...text.matchAll(/\bfrom "(\.[^"]+)"/g)].map(([, from = ""]) => ({
        file,
        from: path.join(path.dirname(file), from),
      }));
    });
}

describe.each(programs)("%s as its container gets it", (name) => {
  const text = readProgram(name);

  it("is one file that needs nothing but Node.js", () => {
    const imported = [...text.matchAll(/^import .*? from "([^"]+)";$/gm)].map(([, from]) => from);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((from) => !from?.startsWith("node:"))).toEqual([]);
  });

  it("is the same text in another folder and from another one: the container stays as it is", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bundle-"));
    try {
      for (const part of ["components", "programs", "package.json", "tsconfig.json"])
        fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
      fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
      const script = `process.stdout.write(require(${JSON.stringify(path.join(folder, "components/shared/assets.ts"))}).readProgram("${name}"))`;
      const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "-e", script], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      expect(stdout).toBe(text);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("can be read: names where each part comes from, and lines are lines", () => {
    expect(text).toContain(`// programs/${name}/main.ts`);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(300);
  });
});

it("imports nothing across the border between what runs here and what runs in containers", () => {
  const outwards = importsBelow("programs").filter(({ file, from }) => {
    const own = file.split(path.sep).slice(0, 2).join("/");
    return !from.startsWith(`${own}/`) && !from.startsWith("programs/shared/");
  });
  const inwards = ["components", "scripts"]
    .flatMap(importsBelow)
    .filter(({ from }) => from.startsWith("programs"));
  expect([...outwards, ...inwards]).toEqual([]);
});
