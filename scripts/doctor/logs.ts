import type { StackConfig } from "../../components/config/stack";
import { SourceChecks } from "../checks/sources";
import type { Docker } from "../engine/docker";
import { diagnoses, type Diagnosis } from "./diagnosis";
import { linesOf } from "./lines-of";
import { LogFiles } from "./log-files";
import type { Machine } from "./machine";

/** Lines of a log that are looked at. */
const lines = "200";
/** Containers that are looked into. */
const listed = 6;

/**
 * Where logs are looked for, whether there are any, and which forms their lines have.
 *
 * @param collecting whether the collector runs: then it is asked
 */
export async function logs(
  config: StackConfig,
  docker: Docker,
  machine: Machine,
  collecting: boolean,
): Promise<Diagnosis[]> {
  const sources = new SourceChecks(config, docker);
  const there = collecting ? sources.all() : sources.before();
  const [places, files, ofContainers, ofUnits] = await Promise.all([
    there,
    new LogFiles(config, docker, machine, collecting).all(),
    containers(sources, docker),
    docker.local ? units(config, machine) : [],
  ]);
  return [...diagnoses(places), ...ofContainers, ...files, ...ofUnits];
}

async function containers(sources: SourceChecks, docker: Docker): Promise<Diagnosis[]> {
  const collected = (await sources.collected()).slice(0, listed);
  return Promise.all(
    collected.map(async ({ name }): Promise<Diagnosis> => {
      const what = `log of ${name}`;
      const { status, stdout, stderr } = await docker.cli.run(["logs", "--tail", lines, name], {
        timeout: 10_000,
      });
      if (status !== 0)
        return {
          ...{
            what,
            state: "failed",
            found: `cannot be read: ${stderr.trim().split("\n").at(-1) ?? "no word"}`,
          },
          hint: "the engine keeps it with the log drivers json-file, local and journald: docker inspect -f '{{.HostConfig.LogConfig.Type}}'",
        };
      return linesOf(what, stdout + stderr);
    }),
  );
}

async function units({ collector }: StackConfig, machine: Machine): Promise<Diagnosis[]> {
  const patterns = [...collector.sources.ollamaUnits, ...collector.sources.modelServerUnits];
  const found = await Promise.all(
    patterns.map(async (unit) => {
      const text = await machine.run("journalctl", [
        "-u",
        unit,
        "-n",
        lines,
        "-o",
        "cat",
        "--no-pager",
        "-q",
      ]);
      return text?.trim() ? [linesOf(`journal of ${unit}`, text)] : [];
    }),
  );
  return found.flat();
}
