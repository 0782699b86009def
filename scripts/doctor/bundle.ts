import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as tar from "tar";

import { REDACTED } from "../../components/containers/collector-file/redaction";
import type { Container, Docker } from "../engine/docker";
import { evaluate } from "../offline/program";
import { root } from "../offline/project";
import { renderedFiles, writeFiles } from "../offline/rendered";
import { cliHere } from "../pulumi/find-cli";
import { packageFile } from "../supply/modules";
import type { Diagnosis } from "./diagnosis";
import { engineFacts } from "./engine-facts";
import type { Known } from "./onlooker";
import type { Patient } from "./patient";
import { plugins } from "./plugins";
import { Redactor } from "./redaction";

/** Lines of each container's log that are packed. */
const lines = 500;

/** Files of an archive, by their paths in it. */
type Files = Record<string, string>;

/**
 * Writes what a bug report needs into one archive, nothing secret in it: readable by this user alone.
 *
 * @param own the stack's containers
 * @param known what has to be taken out of everything
 */
export async function writeBundle(
  file: string,
  { stack, docker, config }: Patient,
  own: Container[],
  findings: Diagnosis[],
  known: Known,
): Promise<void> {
  const redactor = new Redactor(known.secrets);
  const exact: Files = {
    "README.txt": about(stack, known),
    "findings.json": `${JSON.stringify(findings, null, 2)}\n`,
    "versions.json": `${JSON.stringify(await versions(docker), null, 2)}\n`,
    // With a mistake in it the program does not run.
    ...(config ? prefixed("rendered", renderedFiles(await evaluate(stack, { warn: false }))) : {}),
  };
  const strict: Files = {
    ...(await inspected(docker, own)),
    ...(known.others ? {} : await written(docker, own)),
  };
  const files = Object.fromEntries([
    ...Object.entries(exact).map(([name, text]) => [name, redactor.exactly(text)] as const),
    ...Object.entries(strict).map(([name, text]) => [name, redactor.strictly(text)] as const),
  ]);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-bundle-"));
  try {
    const name = path.basename(file).replace(/\.tar\.gz$|\.tgz$/, "");
    writeFiles(path.join(folder, name), files, 0o600);
    fs.writeFileSync(file, "", { mode: 0o600 });
    await tar.create({ gzip: true, file, cwd: folder, portable: true }, [name]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function about(stack: string, { others }: Known): string {
  return [
    `What the doctor found out about stack ${stack}, for a bug report.`,
    "findings.json, versions.json; rendered/: everything `up` would create, secrets masked; inspect/: the stack's own",
    `containers, values of their environment replaced; logs/: the last ${lines} lines of each of them.`,
    `Every secret of the stack's configuration and whatever looks like one is replaced by ${REDACTED}.`,
    "Names of this host, folders, addresses of targets and names of log sources are in it: look through it before you send it.",
    ...(others
      ? ["", `No logs: not all secrets are known, so that they could not be taken out (${others}).`]
      : []),
    "",
  ].join("\n");
}

async function versions(docker: Docker): Promise<object> {
  const { name, version, dependencies } = packageFile();
  const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim();
  const cli = cliHere();
  const pulumi = cli
    ? spawnSync(cli, ["version"], {
        encoding: "utf8",
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      })
    : undefined;
  return {
    ...{
      program: name,
      version,
      commit: git("rev-parse", "HEAD"),
      changed: git("status", "--short")?.split("\n"),
    },
    ...{
      node: process.version,
      system: `${os.type()} ${os.release()} ${os.arch()}`,
      processors: os.cpus().length,
    },
    pulumi: pulumi?.stdout?.trim(),
    plugins: plugins().map(({ name: plugin, version: of, at }) => ({
      plugin,
      version: of,
      here: Boolean(at),
    })),
    engine: (await engineFacts(docker.cli)) ?? "does not answer",
    dependencies,
  };
}

/** What the engine says of the stack's own containers. */
async function inspected(docker: Docker, own: Container[]): Promise<Files> {
  const files = own.map(async ({ name, role }) => {
    const { status, stdout } = await docker.cli.run(["container", "inspect", name]);
    const text = status === 0 ? JSON.stringify(withoutValues(JSON.parse(stdout)), null, 2) : "";
    return [`inspect/${role}.json`, `${text}\n`] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

async function written(docker: Docker, own: Container[]): Promise<Files> {
  const files = own.map(async ({ role }) => [`logs/${role}.log`, `${await docker.lastLines(role, lines)}\n`]);
  return Object.fromEntries((await Promise.all(files)) as [string, string][]);
}

/** Of variables the names alone. */
export function withoutValues(inspect: unknown): unknown {
  if (Array.isArray(inspect)) return inspect.map(withoutValues);
  if (inspect === null || typeof inspect !== "object") return inspect;
  const entries = Object.entries(inspect).map(([key, value]: [string, unknown]) => [
    key,
    key === "Env" && Array.isArray(value)
      ? value.map((variable) => `${String(variable).split("=")[0]}=${REDACTED}`)
      : withoutValues(value),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function prefixed(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
