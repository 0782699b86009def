import { allParts } from "../../../components/containers/parts";
import { factsOf } from "../../../scripts/doctor/engine-facts";
import { clock, disks, memory, security } from "../../../scripts/doctor/host";
import { configWith } from "../../support/config";
import { madeMachine } from "../../support/made-machine";

const gib = 2 ** 30;
const place = { what: "disk of Docker", path: "/var/lib/docker", way: "docker system df" };
const facts = (info: object) => {
  const read = factsOf(JSON.stringify({ ServerVersion: "29.1.3", ...info }));
  if (!read) throw new Error("no facts");
  return read;
};

describe("disks", () => {
  it.each([
    ["full", { total: 100 * gib, free: 0.2 * gib, inodesFree: 0.9 }, "failed", /^full: .*0\.2 GiB free/],
    ["out of inodes", { total: 100 * gib, free: 50 * gib, inodesFree: 0.001 }, "failed", /0\.1 % of inodes/],
    ["nearly full", { total: 100 * gib, free: 5 * gib, inodesFree: 0.9 }, "note", /^nearly full: .*5\.0 %/],
    ["well", { total: 100 * gib, free: 50 * gib, inodesFree: 0.9 }, "ok", /50\.0 GiB free \(50 %\)/],
    ["without a number of inodes", { total: 100 * gib, free: 50 * gib }, "ok", /\(50 %\)$/],
  ])("%s", (_, disk, state, found) => {
    const [finding] = disks(madeMachine({ disk: () => disk }), [place]);
    expect([finding?.state, finding?.found]).toEqual([state, expect.stringMatching(found)]);
    expect(finding?.hint).toBe(state === "ok" ? undefined : place.way);
  });

  it("says of a folder that it cannot see that it cannot", () => {
    const [finding] = disks(madeMachine({ disk: () => undefined }), [place]);
    expect([finding?.state, finding?.found]).toEqual([
      "note",
      "/var/lib/docker cannot be looked at from here",
    ]);
  });
});

describe("memory", () => {
  const of = async (available: number, running: string[] = [], engine = { local: true, total: 16 * gib }) => {
    const machine = madeMachine({ memory: () => ({ total: 16 * gib, available }) });
    return memory(machine, await configWith({}), engine, running)[0];
  };

  it("tells what is available beside what the containers may use", async () => {
    expect(await of(8 * gib)).toMatchObject({
      state: "ok",
      found: expect.stringMatching(/^8\.0 of 16\.0 GiB available; the limits .* come to \d/) as string,
    });
    expect((await of(1 * gib))?.state).toBe("note");
    expect((await of(0.1 * gib))?.state).toBe("failed");
  });

  it("counts no container that runs", async () => {
    const all = allParts.map(({ role }) => role);
    expect((await of(0.5 * gib, all))?.found).toBe("0.5 of 16.0 GiB available");
  });

  it("goes by the whole of an engine elsewhere", async () => {
    const finding = await of(0.1 * gib, [], { local: false, total: 64 * gib });
    expect(finding?.found).toMatch(/^64\.0 of 64\.0/);
  });
});

describe("clock", () => {
  const now = Date.parse("2026-11-26T12:00:00Z");
  const hour = 3_600_000;

  it.each([
    [
      "earlier than an image was built",
      { built: now + hour, outside: [] },
      /earlier than 2026-11-26, when an image/,
    ],
    [
      "not what a server says",
      { outside: [{ name: "registry.example.com", said: now + hour, at: now }] },
      /60 min behind, beside what registry\.example\.com says/,
    ],
    [
      "not the engine's",
      { engine: now - 300_000, outside: [] },
      /300 s ahead, beside the clock of the engine/,
    ],
  ])("is wrong: %s", async (_, others, why) => {
    const finding = await clock(madeMachine({ now: () => now }), others);
    expect([finding.state, finding.found]).toEqual(["failed", expect.stringMatching(why)]);
    expect(finding.hint).toContain("set-ntp true");
  });

  it("is right, and kept so or not", async () => {
    const others = {
      built: now - hour,
      engine: now + 500,
      outside: [{ name: "r", said: now, at: now + 900 }],
    };
    const kept = (word: string) =>
      clock(madeMachine({ now: () => now, run: () => Promise.resolve(word) }), others);
    expect(await kept("yes\n")).toMatchObject({ state: "ok", found: "2026-11-26T12:00:00Z, synchronized" });
    expect(await kept("no\n")).toMatchObject({ state: "note" });
    expect((await clock(madeMachine({ now: () => now }), others)).state).toBe("ok");
  });
});

describe("SELinux, AppArmor", () => {
  const enforcing = madeMachine({ read: (path) => (path === "/sys/fs/selinux/enforce" ? "1\n" : undefined) });

  it.each([
    ["AppArmor", madeMachine(), ["name=apparmor", "name=seccomp,profile=default"], "ok", /apparmor, seccomp/],
    ["SELinux that the engine knows", enforcing, ["name=selinux"], "ok", /label=disable/],
    [
      "SELinux that the engine does not know",
      enforcing,
      ["name=seccomp"],
      "note",
      /SELinux is enforced on this host/,
    ],
    ["users mapped to others", madeMachine(), ["name=userns"], "note", /root in containers is another user/],
  ])("%s", (_, machine, options, state, found) => {
    const finding = security(machine, facts({ SecurityOptions: options }), true);
    expect([finding.state, finding.found]).toEqual([state, expect.stringMatching(found)]);
  });
});

it("reads nothing into what is no answer of an engine", () => {
  expect([factsOf(""), factsOf("null"), factsOf('{"ServerErrors":["x"]}')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
