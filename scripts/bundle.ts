import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { partsOf } from "../components/containers/parts";
import { readArguments } from "./command/arguments";
import { sumLine, sumOf } from "./command/checksums";
import { Failure, run } from "./command/fail";
import { Docker } from "./engine/docker";
import { checkImages } from "./engine/preflight";
import { readConfig } from "./offline/program";
import { pluginsOf } from "./supply/modules";
import { packCli, packProgram, writeSums } from "./supply/pack";

/** Writes one archive with all that a host without internet needs. */
run(async () => {
  const { stack, out } = readArguments({
    name: "bundle",
    does: "Writes one archive for a host without internet: this program with its modules and Node.js, Pulumi with its plugins,\nand the stack's images. There: tar xzf it, sha256sum -c SHA256SUMS in its folder, and the README from its second step on.",
    flags: { out: { type: "string", help: "the archive (default: deepchat-observability-STACK.tar.gz)" } },
    example: "--stack lab --out /media/stick/deepchat.tar.gz",
  });
  const file = path.resolve(out ?? `deepchat-observability-${stack}.tar.gz`);
  const config = await readConfig(stack);
  const docker = new Docker(config);
  await docker.check();
  await checkImages(docker, config);

  // Beside the archive: there is room for it where there is room for that.
  const work = fs.mkdtempSync(path.join(path.dirname(file), ".deepchat-bundle-"));
  try {
    const folder = path.join(work, "deepchat-observability");
    packProgram(folder);
    packCli(path.join(folder, ".offline", "bin"), pluginsOf());
    const images = [...new Set(partsOf(config).map(({ image }) => image))];
    await docker.cli.lines(["save", "-o", path.join(folder, ".offline", "images.tar"), ...images]);
    const files = await writeSums(folder);
    const { status, stderr } = spawnSync("tar", ["-C", work, "-czf", `${file}.part`, path.basename(folder)], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Failure(`The archive cannot be written: ${stderr.trim()}`);
    fs.renameSync(`${file}.part`, file);
    fs.writeFileSync(`${file}.sha256`, sumLine(await sumOf(file), path.basename(file)));
    console.log(
      `${files} files and the images ${images.join(", ")} in ${file}, for ${process.platform} on ${process.arch}; its checksum beside it.\n` +
        "On the host: tar xzf it, then in its folder sha256sum --quiet -c SHA256SUMS, and `up` as everywhere.",
    );
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
    fs.rmSync(`${file}.part`, { force: true });
  }
});
