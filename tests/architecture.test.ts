import * as fs from "node:fs";
import * as path from "node:path";

import { allParts } from "../components/containers/parts";
import { root } from "../scripts/offline/project";

/** Source files below a folder, with the modules they import; `typeOnly` ones vanish at run time. */
function sources(
  folder: string,
): { file: string; lines: number; text: string; imports: { from: string; typeOnly: boolean }[] }[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const file = path.join(folder, name);
      const text = fs.readFileSync(path.join(root, file), "utf8");
      const imports = [...text.matchAll(/^(?:import|export) (type )?[^;]*?from "([^"]+)";/gms)].map(
        ([, type, from = ""]) => ({
          from: from.startsWith(".") ? path.join(path.dirname(file), from) : from,
          typeOnly: type !== undefined,
        }),
      );
      return { file, lines: text.split("\n").length, text, imports };
    });
}

const components = sources("components");
const all = [...components, ...sources("scripts")];

it("finds the sources", () => {
  expect(components.length).toBeGreaterThan(15);
  expect(components.flatMap(({ imports }) => imports).length).toBeGreaterThan(40);
});

it("keeps pure modules free of Pulumi at run time", () => {
  const pure =
    /components\/(shared\/(naming|duration|commands)|containers\/collector-file\/.*|observability\/(logql|dashboards|messages)\/.*|observability\/alerts\/(rules\/.*|templates|rule-group|quiet|heartbeat))(\.ts)?$/;
  const impure = components
    .filter(({ file }) => pure.test(file))
    .flatMap(({ file, imports }) =>
      imports
        .filter(({ from, typeOnly }) => !typeOnly && /^@pulumi/.test(from))
        .map(({ from }) => `${file} -> ${from}`),
    );
  expect(impure).toEqual([]);
});

it("lets only the two files of Grafana's content, and index.ts, import the Grafana provider at run time", () => {
  const importers = components.filter(({ imports }) =>
    imports.some(({ from, typeOnly }) => from === "@pulumiverse/grafana" && !typeOnly),
  );
  expect(importers.map(({ file }) => file)).toEqual([
    "components/observability/content.ts",
    "components/observability/notifications.ts",
  ]);
});

it("reads configuration and environment in one place", () => {
  const readers = components
    .filter(({ text }) => /new pulumi\.Config|process\.env/.test(text))
    .map(({ file }) => file);
  expect(readers.sort()).toEqual(["components/config/index.ts", "components/config/reader.ts"]);
});

it("lets the kinds of receivers know nothing of who reads, shows, sends or asks them", () => {
  const crossings = components
    .filter(({ file }) => /^components\/(receivers|shared)\//.test(file))
    .flatMap(({ file, imports }) =>
      imports
        .filter(({ from }) => from.startsWith("components/") || from.startsWith("scripts/"))
        .filter(
          ({ from }) => !from.startsWith("components/shared/") && !from.startsWith(`${path.dirname(file)}/`),
        )
        .map(({ from }) => `${file} -> ${from}`),
    );
  expect(crossings).toEqual([]);
});

it("lets siblings take each other's outputs, never each other's class", () => {
  const siblings: string[] = allParts.map(({ role }) => role);
  const crossings = components
    .filter(
      ({ file }) =>
        siblings.includes(path.basename(file, ".ts")) && path.dirname(file) === "components/containers",
    )
    .flatMap(({ file, imports }) =>
      imports
        .filter(({ from }) => siblings.some((name) => from === `components/containers/${name}`))
        .map(({ from }) => `${file} -> ${from}`),
    );
  expect(crossings).toEqual([]);
});

it("writes LogQL in logql/ only", () => {
  const writers = all.filter(
    ({ file, text }) =>
      !file.startsWith("components/observability/logql/") &&
      /count_over_time|last_over_time|\| json|unwrap /.test(text),
  );
  expect(writers.map(({ file }) => file)).toEqual([]);
});

it("has one exported class a file", () => {
  const crowded = all.filter(({ text }) => (text.match(/^export (abstract )?class /gm) ?? []).length > 1);
  expect(crowded.map(({ file }) => file)).toEqual([]);
});

it("keeps files small enough to read at one go, and index.ts a table of contents", () => {
  expect(all.filter(({ lines }) => lines > 310).map(({ file, lines }) => `${file}: ${lines}`)).toEqual([]);
  const index = fs.readFileSync(path.join(root, "index.ts"), "utf8").trimEnd().split("\n").length;
  expect(index).toBeLessThanOrEqual(60);
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
