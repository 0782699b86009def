import { containerFilesCheck } from "../../../scripts/checks/container-files";

const folder = "/var/lib/docker/containers";

const check = (stdout: string) =>
  containerFilesCheck(folder, { exec: () => Promise.resolve({ status: 0, stdout, stderr: "" }) });

it("counts the containers whose log files the collector finds", async () => {
  expect(await check("7\n.\n")).toEqual({
    what: "log files of the containers",
    state: "ok",
    found: `7 below ${folder} (containerLogFolder)`,
  });
});

it("says how to find the folder and the driver where there are none", async () => {
  expect(await check("0\n.\n")).toMatchObject({
    state: "failed",
    hint: expect.stringMatching(/DockerRootDir.*json-file/) as string,
  });
});

it("says that the collector does not run", async () => {
  expect(await check("")).toMatchObject({ state: "failed", found: "the collector does not run" });
});
