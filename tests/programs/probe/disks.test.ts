import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Probe, serve, stopAll } from "../../support/probe";
import { IMPATIENT, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "disks-"));
});

afterEach(async () => {
  await stopAll();
  fs.rmSync(folder, { recursive: true });
});

/** The lines of one round. */
async function lines(disks: Record<string, string[]>, flags: string[] = []) {
  const web = await serve(status(200));
  const probe = new Probe({ ...IMPATIENT, DEEPCHAT_URL: web.url, DISKS: JSON.stringify(disks) }, flags);
  await probe.line("disk");
  await probe.line("deepchat", 3);
  const all = probe.of("disk");
  const again = all.findIndex(({ disk }, at) => at > 0 && disk === all[0]?.disk);
  return again < 0 ? all : all.slice(0, again);
}

/** Has statfs and stat tell of made file systems, by path. */
function preload(
  systems: Record<string, { dev: number; type?: number; blocks?: number; bfree?: number; files?: number }>,
): string[] {
  const program = `import fs from "node:fs";
    const systems = ${JSON.stringify(systems)};
    const { statfs, stat } = fs.promises;
    fs.promises.statfs = async (path) => systems[path] ? (systems[path].blocks === -1 ? new Promise(() => {}) :
      { type: 0xef53, bsize: 4096, blocks: 1000, bfree: 500, bavail: 400, files: 100, ffree: 50, ...systems[path] }) : statfs(path);
    fs.promises.stat = async (path) => systems[path] ? { dev: systems[path].dev, isDirectory: () => false } : stat(path);`;
  return ["--import", `data:text/javascript,${encodeURIComponent(program)}`];
}

const sda1 = 8 * 256 + 1;
const sdb1 = 8 * 256 + 17;

it("tells of this machine's disk what the system does", async () => {
  const [line] = await lines({ root: ["/etc/group"] });
  const { bsize, blocks, files } = fs.statfsSync("/etc/group");
  expect(line).toMatchObject({ probe: "disk", disk: "root", disk_total: blocks * bsize });
  expect(line?.disk_free).toBeLessThanOrEqual(blocks * bsize - Number(line?.disk_used));
  if (files > 0) expect(line?.inodes_free_share).toBeLessThanOrEqual(1);
});

it("says a line each of two disks", async () => {
  expect(
    await lines({ root: ["/a"], docker: ["/b"] }, preload({ "/a": { dev: sda1 }, "/b": { dev: sdb1 } })),
  ).toEqual(
    ["root", "docker"].map((disk) => ({
      ...{ probe: "disk", disk, disk_total: 4_096_000, disk_free: 1_638_400, disk_free_share: 0.4 },
      ...{ disk_used: 2_048_000, inodes_free_share: 0.5 },
    })),
  );
});

// Numbers with a major of 0 are of btrfs's subvolumes and of layers.
it.each([
  ["one partition", { dev: sda1 }, { dev: sda1 }, ["root"]],
  [
    "two subvolumes, one written to between the looks",
    { dev: 40, files: 0 },
    { dev: 41, files: 0, bfree: 500.5 },
    ["root"],
  ],
  ["a disk and layers on it", { dev: sda1 }, { dev: 40 }, ["root"]],
  ["a disk and layers on another", { dev: sda1 }, { dev: 40, bfree: 100 }, ["root", "docker"]],
  ["two new disks of one kind", { dev: sda1 }, { dev: sdb1 }, ["root", "docker"]],
])("names %s as often as there are disks", async (_, a, b, names) => {
  const found = await lines({ root: ["/a"], docker: ["/b"] }, preload({ "/a": a, "/b": b }));
  expect(found.map(({ disk }) => disk)).toEqual(names);
});

it("looks past what is held in memory, and says nothing of a machine that has nothing else", async () => {
  const systems = { "/hosts": { dev: 30, type: 0x01021994 }, "/layers": { dev: sdb1 } };
  const found = await lines({ root: ["/hosts"], docker: ["/hosts", "/layers"] }, preload(systems));
  expect(found.map(({ disk }) => disk)).toEqual(["docker"]);
});

it("leaves out inodes where a file system has none to run out of", async () => {
  const [line] = await lines({ root: ["/a"] }, preload({ "/a": { dev: 40, files: 0 } }));
  expect(line).not.toHaveProperty("inodes_free_share");
});

it.each([
  ["is missing", () => path.join(folder, "nothing"), "ENOENT"],
  ["is the empty one that an engine makes instead", () => folder, "the folder is empty"],
])("says so of a folder that %s, and goes on with the others", async (_, models, error) => {
  const found = await lines({ models: [models()], root: ["/etc/group"] });
  expect(found).toEqual([
    { probe: "disk", disk: "models", disk_error: error },
    expect.objectContaining({ disk: "root" }),
  ]);
});

it("waits for no disk that hangs, and does not ask it again", async () => {
  const found = await lines(
    { models: ["/nfs"], root: ["/etc/group"] },
    preload({ "/nfs": { dev: 50, blocks: -1 } }),
  );
  expect(found).toEqual([
    { probe: "disk", disk: "models", disk_error: "no answer within 200ms" },
    expect.objectContaining({ disk: "root" }),
  ]);
});
