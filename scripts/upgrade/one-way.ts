import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import { here } from "../command/stack-name";
import type { Docker } from "../engine/docker";
import { imageId } from "./running";

/** Says before an `up` whose data get another program, which may change them for good, and how to have a way back. */
export async function tellOneWay(docker: Docker, config: StackConfig): Promise<void> {
  const names = physicalNames(config.project, config.stack);
  // The collector's positions have one form.
  const keeping = partsOf(config).filter(({ role, data }) => data && role !== "collector");
  const told = keeping.map(async ({ role, image }) => {
    const args = ["inspect", "--format", "{{.Image}}", names.container(role)];
    const [{ status, stdout }, id] = await Promise.all([docker.cli.run(args), imageId(docker, image)]);
    const another = status === 0 && id !== undefined && id !== stdout.trim();
    return another ? [`${role} becomes ${image}`] : [];
  });
  const changes = (await Promise.all(told)).flat();
  if (changes.length === 0) return;
  const text = `! ${changes.join(", ")}, which may change its data for good. \`npm run upgrade\` does the same with a backup, and goes back by itself where that fails.`;
  console.log(here(text, config.stack));
}
