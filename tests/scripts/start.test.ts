import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../../scripts/offline/project";

describe("scripts/start.cjs", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "start-"));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  function runs(text: string) {
    fs.writeFileSync(path.join(folder, "main.ts"), text);
    const arguments_ = ["--require", path.join(root, "scripts/start.cjs"), "main.ts", "a word"];
    return spawnSync(process.execPath, arguments_, { cwd: folder, encoding: "utf8" });
  }

  it("runs TypeScript with what it imports, and hands over its arguments", () => {
    fs.writeFileSync(
      path.join(folder, "word.ts"),
      "export class Word { constructor(readonly text: string) {} }",
    );
    const main = `import { Word } from "./word";\nconsole.log(new Word(process.argv[2] as string).text);`;
    expect(runs(main)).toMatchObject({ status: 0, stdout: "a word\n", stderr: "" });
  });

  it("tells of a mistake by the file and line it is in", () => {
    fs.writeFileSync(
      path.join(folder, "wrong.ts"),
      "interface Nothing {}\n\nthrow new Error('it is here');\nexport {};",
    );
    const { status, stderr } = runs(`import "./wrong";`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/it is here[^]*wrong\.ts:3/);
  });
});
