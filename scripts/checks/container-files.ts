import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";

/** Whether the collector finds containers' log files, which it reads in place of the engine (`containerLogFolder`). */
export async function containerFilesCheck(folder: string, docker: Pick<Docker, "exec">): Promise<Check> {
  const what = "log files of the containers";
  const script = "grep -c __path__ /tmp/targets/containers.json; echo .";
  const { stdout } = await docker.exec("collector", ["bash", "-c", script]);
  const [count = "", ...rest] = stdout.trim().split("\n");
  if (rest.length === 0)
    return { what, state: "failed", found: "the collector does not run", hint: "npm run up" };
  if (Number(count) > 0) return { what, state: "ok", found: `${count} below ${folder} (containerLogFolder)` };
  return {
    ...{ what, state: "failed", found: `none below ${folder} (containerLogFolder): no container is read` },
    hint: "docker info --format '{{.DockerRootDir}} {{.LoggingDriver}}' says the engine's folder, whose containers/ it must be, and the driver, which must be json-file",
  };
}
