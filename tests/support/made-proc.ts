import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A folder like /proc whose files a test writes. */
export class MadeProc {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "proc-"));

  /** @param files their texts, by path below the folder */
  constructor(files: Record<string, string>) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** In one step: whoever reads has the old text or the new one. */
  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${this.folder}.new`, text);
    fs.renameSync(`${this.folder}.new`, file);
  }

  /** A process: its short name, command line, processor time in hundredths of a second, start and memory in KiB. */
  process(
    pid: number,
    shortName: string,
    args: string[] = [],
    { ticks = 0, start = 1000 + pid, memory = 4 }: { ticks?: number; start?: number; memory?: number } = {},
  ): void {
    const before = "S 1 1 1 0 -1 4194560 100 0 0 0";
    this.write(`${pid}/cmdline`, args.map((each) => `${each}\0`).join(""));
    this.write(
      `${pid}/status`,
      `Name:\t${shortName}\nVmHWM:\t   99999999 kB\nVmRSS:\t   ${memory} kB\nThreads:\t1\n`,
    );
    this.write(
      `${pid}/stat`,
      `${pid} (${shortName}) ${before} 1 ${ticks - 1} 7 7 20 0 1 0 ${start} 4096 ${memory / 4}\n`,
    );
    this.write(`${pid}/comm`, `${shortName}\n`);
  }

  remove(name = ""): void {
    fs.rmSync(path.join(this.folder, name), { recursive: true, force: true });
  }
}
