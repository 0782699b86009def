import { machineChecks } from "../../../scripts/checks/machine";

const machine = { probe: "machine", cpus: 16, memory_total: 64 * 2 ** 30 };
const disk = { probe: "disk", disk: "root", disk_free_share: 0.25 };

/** What is found when the probe said this, newest last. */
async function checks(said: { probe: string; [field: string]: unknown }[], hostProcesses = true) {
  const asked: string[] = [];
  const lokiLines = (query: string) => {
    asked.push(query);
    const lines = said.filter(({ probe }) => query.includes(`"probe":"${probe}"`)).reverse();
    return Promise.resolve(lines.map((line) => ({ nanoseconds: 0n, line: JSON.stringify(line) })));
  };
  const found = await machineChecks({ hostName: "gpu-1", probe: { hostProcesses } }, { lokiLines });
  for (const query of asked) expect(query).toContain('host="gpu-1"');
  return found.map(({ what, state, found: text }) => `${state} ${what}: ${text}`);
}

it("says that the machine's figures arrive, by what was said last", async () => {
  expect(
    await checks([{ probe: "machine" }, machine, { ...disk, disk: "docker", disk_free_share: 0.5 }, disk]),
  ).toEqual([
    "ok figures of the machine: 16 processors, 64.0 GiB of memory",
    "ok disk docker: 50 % free",
    "ok disk root: 25 % free",
  ]);
});

it("says that none arrive, and why where the probe knows", async () => {
  expect(await checks([])).toEqual(["failed figures of the machine: none in the last 15 minutes"]);
  const error = { error: "ENOENT: no such file" };
  expect(await checks([{ probe: "machine", ...error }])).toEqual([
    "failed figures of the machine: ENOENT: no such file",
  ]);
});

it("says of a disk what is wrong with it, and no longer once it is well", async () => {
  const models = { probe: "disk", disk: "models", disk_error: "the folder is empty" };
  expect(await checks([machine, models, disk])).toContain("failed disk models: the folder is empty");
  expect(await checks([machine, models, { ...disk, disk: "models" }])).toContain("ok disk models: 25 % free");
});

it("says that processes are hidden where they are to be seen", async () => {
  const hidden = { probe: "process", error: "the host hides its processes" };
  const told = "empty processes of the machine: the host hides its processes";
  expect(await checks([machine, hidden])).toContain(told);
  expect(await checks([machine, hidden], false)).not.toContain(told);
  expect(await checks([machine, hidden, { probe: "process" }])).not.toContain(told);
});
