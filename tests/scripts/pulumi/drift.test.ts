import * as fs from "node:fs";
import * as path from "node:path";

import { localFolder } from "../../../scripts/pulumi/backend";
import { Drift } from "../../../scripts/pulumi/drift";

describe("Drift", () => {
  const stack = `drift-${process.pid}`;
  let engine: { description: string; containers: string[] };
  let answers: Record<string, unknown>;

  const docker = {
    containers: () =>
      Promise.resolve(
        engine.containers.map((id) => ({
          id,
          name: id,
          role: "loki" as const,
          running: true,
          state: "",
          status: "",
        })),
      ),
    networkId: () => Promise.resolve("n"),
    volumes: () => Promise.resolve(["v"]),
    lines: ([kind = "", , , , ...ids]: string[]) =>
      Promise.resolve(ids.map((id) => `${kind} ${id} ${engine.description}`)),
  };
  let questions: string[];
  const grafana = {
    get: <T>(what: string) => {
      questions.push(what);
      return answers[what] === "broken"
        ? Promise.reject(new Error("500"))
        : Promise.resolve(answers[what] as T);
    },
  };
  const drift = () => new Drift(stack, docker, grafana);

  beforeEach(async () => {
    questions = [];
    engine = { description: "as it was made", containers: ["a", "b"] };
    answers = { "api/v1/provisioning/alert-rules": [{ uid: "1" }, { uid: "2" }], "api/folders": [] };
    await drift().remember();
  });
  afterEach(() => fs.rmSync(path.join(localFolder, `${stack}.seen`), { force: true }));

  it("is not there where all is as it was, in whatever order it is told", async () => {
    answers["api/v1/provisioning/alert-rules"] = [{ uid: "2" }, { uid: "1" }];
    expect(await drift().isThere()).toBe(false);
  });

  it.each<[string, () => void]>([
    ["a container was made anew", () => (engine.containers = ["a", "c"])],
    ["a container is gone", () => (engine.containers = ["a"])],
    ["a limit was changed", () => (engine.description = "with less memory")],
    ["a rule was changed", () => (answers["api/v1/provisioning/alert-rules"] = [{ uid: "1" }])],
    ["a dashboard is gone", () => (answers["api/dashboards/uid/deepchat-overview"] = undefined)],
    ["Grafana does not tell", () => (answers["api/folders"] = "broken")],
  ])("is there where %s", async (_, change) => {
    answers["api/dashboards/uid/deepchat-overview"] = { dashboard: {} };
    await drift().remember();
    change();
    expect(await drift().isThere()).toBe(true);
  });

  it("asks a Grafana that refuses the password once: five wrong ones lock the account", async () => {
    answers["api/user"] = "broken";
    questions = [];
    await drift().remember();
    expect(questions).toEqual(["api/user"]);
    answers["api/user"] = {};
    expect(await drift().isThere()).toBe(true);
  });

  it("is taken for there where nothing was remembered, or could be", async () => {
    expect(await new Drift(`${stack}-other`, docker, grafana).isThere()).toBe(true);
    answers["api/folders"] = "broken";
    await drift().remember();
    answers["api/folders"] = [];
    expect(await drift().isThere()).toBe(true);
  });
});
