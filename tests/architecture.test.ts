import * as fs from "node:fs";
import * as path from "node:path";

import { allHosts, queries } from "../components/observability/logql";
import { root } from "../scripts/offline/project";
import { pinned } from "./support/pins";

/** Source files below a folder. What they may import stands in .dependency-cruiser.mjs, their length in eslint's settings. */
function sources(folder: string): { file: string; text: string }[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, text: fs.readFileSync(path.join(root, file), "utf8") }));
}

const components = sources("components");
const all = [...components, ...sources("scripts")];

it("reads configuration and environment in one place", () => {
  const readers = components
    .filter(({ text }) => /new pulumi\.Config|process\.env/.test(text))
    .map(({ file }) => file);
  expect(readers.sort()).toEqual(["components/config/index.ts", "components/config/reader.ts"]);
});

it("writes LogQL in logql/ only", () => {
  const writers = all.filter(
    ({ file, text }) =>
      !file.startsWith("components/observability/logql/") &&
      /count_over_time|last_over_time|\| json|unwrap /.test(text),
  );
  expect(writers.map(({ file }) => file)).toEqual([]);
});

it("asks for its own folder only two folders below the root, as scripts/start.cjs says it", () => {
  const asking = all.filter(({ text }) => /__dirname|__filename|import\.meta/.test(text));
  expect(asking.length).toBeGreaterThan(0);
  const elsewhere = asking.filter(
    ({ file, text }) => file.split(path.sep).length !== 3 || /__filename|import\.meta/.test(text),
  );
  expect(elsewhere.map(({ file }) => file)).toEqual([]);
});

it("keeps index.ts a table of contents", () => {
  const index = fs.readFileSync(path.join(root, "index.ts"), "utf8").trimEnd().split("\n").length;
  expect(index).toBeLessThanOrEqual(60);
});

it("has no query that nothing asks", () => {
  const askers = [...all, ...sources("tests"), ...sources("bench")].map(({ text }) => text).join("\n");
  const unused = Object.keys(queries(allHosts)).filter(
    (name) => (askers.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length < 2,
  );
  expect(unused).toEqual([]);
});

it("names no registry host in the lock file", () => {
  expect(fs.readFileSync(path.join(root, "package-lock.json"), "utf8")).not.toMatch(
    /"resolved"|https?:\/\/[^"]*registry/,
  );
});

it("cites only decisions that are written down", () => {
  const folder = path.join(root, "docs/decisions");
  const pages = fs.readdirSync(folder);
  const index = fs.readFileSync(path.join(folder, "README.md"), "utf8");
  expect(pages.filter((page) => page !== "README.md" && !index.includes(`(${page})`))).toEqual([]);
  const cited = all.flatMap(({ text }) => [...text.matchAll(/docs\/decisions\/([\w-]+\.md)/g)]);
  expect(cited.length).toBeGreaterThan(5);
  expect(cited.map(([, page = ""]) => page).filter((page) => !pages.includes(page))).toEqual([]);
});

it("runs tests on the images that are pinned, whatever their versions: none is named by its own", () => {
  const images = ["loki", "grafana", "promtail", "alloy", "probe", "proxy"].map((part) =>
    pinned(`${part}Image`),
  );
  const running = ["tests/e2e", "tests/containers", "tests/support"].flatMap(sources);
  const names = running.flatMap(({ file, text }) =>
    images.filter((image) => text.includes(image.split("/").pop() ?? image)).map((image) => [file, image]),
  );
  expect(names).toEqual([]);
});
