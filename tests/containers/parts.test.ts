import { partsOf } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import { readConfig } from "../../scripts/offline/program";
import { project } from "../../scripts/offline/project";
import { resourcesOf } from "../support/stack";

interface Container {
  name: string;
  image: string;
  labels: { label: string; value: string }[];
  ports?: { external: number }[];
  volumes: { volumeName?: string; containerPath: string; readOnly?: boolean }[];
}

/** The table against the program itself: what commands and checks believe is what there is. */
it.each(["dev", "prod", "agent"])(
  "stack %s has the containers, images, ports and volumes it says",
  async (stack) => {
    const names = physicalNames(project().name, stack);
    const made = (await resourcesOf(stack)).filter(({ type }) => type.endsWith(":Container"));
    const found = made.map(({ inputs }) => {
      const { name, image, ports = [], volumes } = inputs as unknown as Container;
      const data = volumes.filter(
        ({ volumeName, readOnly }) => volumeName !== undefined && volumeName !== names.sockets && !readOnly,
      );
      return [name, image, ports[0]?.external, data[0]?.containerPath];
    });
    const said = partsOf(await readConfig(stack)).map(({ role, image, port, portKey, data }) => [
      names.container(role),
      image,
      portKey && port,
      data,
    ]);
    expect(said.sort()).toEqual(found.sort());
  },
);

it("names keys that there are", async () => {
  const declared = Object.keys(project().config);
  const keys = partsOf(await readConfig("prod")).flatMap(({ imageKey, portKey }) => [
    imageKey,
    portKey ?? imageKey,
  ]);
  expect(declared).toEqual(expect.arrayContaining(keys));
});
