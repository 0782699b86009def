import { type Rule, rules } from "../../components/observability/alerts/rules";
import { uids } from "../../components/shared/naming";
import { describeE2E, hasEngine } from "../support/engine";
import { ruleSettings } from "../support/rules";
import { LokiBox } from "./once/loki-box";
import { errorCases } from "./rules/errors";
import { gpuCases } from "./rules/gpu";
import { gpuFaultCases } from "./rules/gpu-faults";
import { up } from "./rules/host-lines";
import { livenessCases } from "./rules/liveness";
import { machineCases } from "./rules/machine";
import { modelCases } from "./rules/models";
import { monitoringCases } from "./rules/monitoring";
import { serverCases } from "./rules/servers";

/** Each rule asked by a real Loki about lines that are known: when it fires, and when it must not. A case is a host. */

const cases = [
  ...livenessCases,
  ...errorCases,
  ...modelCases,
  ...gpuCases,
  ...gpuFaultCases,
  ...machineCases,
  ...monitoringCases,
  ...serverCases,
];

describeE2E("rules, asked by Loki", hasEngine(), () => {
  let loki: LokiBox;
  let all: Rule[];
  let firing: { uid: string; host?: string }[];
  const host = (what: string) => what.replace(/[^\w]+/g, "-");

  beforeAll(async () => {
    loki = await LokiBox.start();
    all = rules(await ruleSettings({ backupMaxAge: 86_400 }, { canary: { interval: 300, timeout: 60 } }));
  }, 60_000);
  afterAll(() => loki?.dispose());

  async function ask() {
    const answers = await Promise.all(
      all.map(async ({ uid, expr, condition: { is, value } }) =>
        (await loki.ask(expr))
          .filter((series) => (is === "above" ? series.value > value : series.value < value))
          .map(({ metric }) => ({ uid, host: metric.host })),
      ),
    );
    return answers.flat();
  }

  it("finds the monitoring blind in an empty Loki, and nothing else wrong", async () => {
    expect(await ask()).toEqual([{ uid: uids.rules.blind, host: undefined }]);
  }, 60_000);

  it("takes the lines", async () => {
    for (const {
      what,
      probe = [],
      webui = [],
      ollama = [],
      container = [],
      servers = [],
      kernel = [],
      stack = [],
    } of cases) {
      const labels = (job: string) => ({ job, host: host(what) });
      // Every host answers its probe, but where the case is about that.
      const well = probe.some(([, line]) => line.includes('"ollama"')) ? [] : up();
      await loki.push(labels("probe"), [...probe, ...well]);
      if (webui.length > 0) await loki.push(labels("deepchat-webui"), webui);
      if (ollama.length > 0) await loki.push(labels("ollama-service"), ollama);
      if (container.length > 0) await loki.push(labels("deepchat-container"), container);
      if (servers.length > 0) await loki.push(labels("model-server"), servers);
      if (kernel.length > 0) await loki.push(labels("kernel"), kernel);
      if (stack.length > 0) await loki.push(labels("stack"), stack);
    }
    firing = await ask();
  }, 120_000);

  it.each(cases)("$what: $fires", ({ what, fires }) => {
    const found = firing.filter((each) => each.host === host(what)).map(({ uid }) => uid);
    expect(found.sort()).toEqual(fires.map((key) => uids.rules[key]).sort());
  });

  it("has a case for every rule", () => {
    const keys = new Set([...cases.flatMap(({ fires }) => fires), "blind", "webuiDown"]);
    expect([...keys].sort()).toEqual(Object.keys(uids.rules).sort());
  });
});
