import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { type Place, rememberTaken, stackOwner, toldPlace } from "../../components/config/owner";

let folder: string;
beforeEach(() => (folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "owner-")))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const place = (checkout: string, url?: string, stack = "dev"): Place => {
  const root = path.join(folder, checkout);
  const backend = url ?? `file://${root}/.pulumi-state`;
  const environment = { HOME: folder, PULUMI_BACKEND_URL: backend };
  return { environment, project: "p", stack, organization: () => "team", root };
};

describe("state in files", () => {
  it("has an owner that stays, and no other checkout has", () => {
    const first = stackOwner(place("a"));
    expect(first.origin).toBe(`${os.hostname()}:${folder}/a/.pulumi-state`);
    expect(stackOwner(place("a"))).toEqual(first);
    expect(stackOwner(place("a", undefined, "lab")).id).toBe(first.id);
    expect(stackOwner(place("b")).id).not.toBe(first.id);
  });

  it("keeps its owner when its folder moves", () => {
    const first = stackOwner(place("a"));
    fs.renameSync(path.join(folder, "a"), path.join(folder, "moved"));
    expect(stackOwner(place("moved")).id).toBe(first.id);
  });

  it("gives a copy of the folder an owner of its own", () => {
    const first = stackOwner(place("a"));
    fs.cpSync(path.join(folder, "a"), path.join(folder, "copy"), { recursive: true });
    const copy = stackOwner(place("copy"));
    expect(copy.id).not.toBe(first.id);
    expect(copy.origin).toContain(`${folder}/copy/`);
    expect(stackOwner(place("copy"))).toEqual(copy);
    expect(stackOwner(place("a"))).toEqual(first);
  });

  it("tells a copy by its original also where that was moved before", () => {
    const first = stackOwner(place("a"));
    fs.renameSync(path.join(folder, "a"), path.join(folder, "moved"));
    const moved = stackOwner(place("moved"));
    expect(moved).toEqual({ ...first, at: expect.stringContaining(`${folder}/moved/`) as unknown });
    fs.cpSync(path.join(folder, "moved"), path.join(folder, "copy"), { recursive: true });
    expect(stackOwner(place("copy")).id).not.toBe(first.id);
    expect(stackOwner(place("moved"))).toEqual(moved);
  });

  it("tells a copy made of hard links", () => {
    const first = stackOwner(place("a"));
    const [from, to] = ["a", "copy"].map((name) => path.join(folder, name, ".pulumi-state")) as [
      string,
      string,
    ];
    fs.mkdirSync(to, { recursive: true });
    for (const name of fs.readdirSync(from)) fs.linkSync(path.join(from, name), path.join(to, name));
    expect(stackOwner(place("copy")).id).not.toBe(first.id);
    expect(stackOwner(place("a"))).toEqual(first);
  });

  it("tells a copy also after the host got another name", () => {
    const first = stackOwner(place("a"));
    const [file = ""] = fs.readdirSync(path.join(folder, "a", ".pulumi-state"));
    const named = path.join(folder, "a", ".pulumi-state", file);
    fs.writeFileSync(named, fs.readFileSync(named, "utf8").replaceAll(`${os.hostname()}:`, "former:"));
    fs.cpSync(path.join(folder, "a"), path.join(folder, "copy"), { recursive: true });
    expect(stackOwner(place("a")).id).toBe(first.id);
    expect(stackOwner(place("copy")).id).not.toBe(first.id);
  });

  it("says of a recorded place that it is gone, as far as this host can know", () => {
    const gone = `${os.hostname()}:${folder}/gone`;
    expect(toldPlace(gone)).toMatch(/gone \(not there any more/);
    for (const there of [`${os.hostname()}:${folder}`, `not${gone}`, "s3://bucket team/p/dev"])
      expect(toldPlace(there)).toBe(there);
  });

  it("has one owner whichever way its folder is reached", () => {
    const first = stackOwner(place("a"));
    fs.symlinkSync(path.join(folder, "a"), path.join(folder, "link"));
    expect(stackOwner(place("link")).id).toBe(first.id);
  });

  it("is found by a login as by the variable, as the Pulumi CLI finds it", () => {
    const first = stackOwner(place("a"));
    fs.mkdirSync(path.join(folder, ".pulumi"));
    const current = `file://${folder}/a/.pulumi-state`;
    fs.writeFileSync(path.join(folder, ".pulumi", "credentials.json"), JSON.stringify({ current }));
    expect(stackOwner({ ...place("a"), environment: { HOME: folder } }).id).toBe(first.id);
  });

  it("says where its owner could not be written", () => {
    fs.writeFileSync(path.join(folder, "a"), "in the way");
    expect(() => stackOwner(place("a"))).toThrow(/a\/\.pulumi-state.*cannot be written/);
  });
});

describe("state elsewhere", () => {
  const bucket = "s3://key:secret@bucket/path?region=eu&awssdk=v2";

  it("is one owner for every checkout, and another for another stack or organisation", () => {
    const first = stackOwner(place("a", bucket));
    expect(stackOwner(place("b", bucket))).toEqual(first);
    expect(stackOwner(place("a", bucket, "lab")).id).not.toBe(first.id);
    expect(stackOwner({ ...place("a", bucket), organization: () => "other" }).id).not.toBe(first.id);
  });

  it("is named without what is secret", () => {
    expect(stackOwner(place("a", bucket)).origin).toBe("s3://bucket/path team/p/dev");
  });
});

it.each([undefined, "s3://bucket"])("remembers whose volumes it took over (%s)", (url) => {
  const { id } = stackOwner(place("a", url));
  rememberTaken(place("a", url), ["x"]);
  rememberTaken(place("a", url), ["x", "y"]);
  expect(stackOwner(place("a", url))).toMatchObject({ id, took: ["x", "y"] });
});
