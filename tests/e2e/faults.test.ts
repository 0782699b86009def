import { messages } from "../../components/observability/messages";
import { describeE2E } from "../support/engine";
import { ownParts, smallDisk, telling } from "./faults/parts";
import { firing, play, type Played, type Row, table, told } from "./faults/rows";
import { services } from "./faults/services";
import { cannotRun } from "./stand/cannot-run";
import { docker } from "./stand/docker";
import { Stand } from "./stand/stand";

/**
 * The fault matrix: everything is broken once, on real stacks with short windows; which alerts come, which do not, and how
 * fast. Four stacks side by side: what breaks one's own parts would disturb the others.
 */

/** Rows in order; those of one inner list at a time. */
const plan: Record<string, { start: typeof services; stages: string[][] }> = {
  "the services of many hosts": {
    start: services,
    stages: [
      [
        ...["Ollama stopped", "Ollama killed", "Ollama hung (SIGSTOP)", "Ollama answers 500"],
        ...["Ollama answers 503", "network cut between probe and Ollama"],
        ...["runner killed during a request", "runner hung (SIGSTOP)", "web UI down"],
        ...["web UI: 11 answers 5xx", "web UI: 10 answers 5xx", "idle", "burst of 2000 requests"],
      ],
      ["an up that replaces every container"],
    ],
  },
  "the stack's own parts": {
    start: ownParts,
    stages: [["probe stopped"], ["collector stopped"], ["Loki stopped"], ["proxy stopped"]],
  },
  "receivers and Grafana": {
    start: telling,
    stages: [["receivers refuse for a minute, Ollama killed"], ["Grafana restarted while firing"]],
  },
  "a small disk": {
    start: smallDisk,
    stages: [["Loki's disk nearly full"], ["Loki's disk full"]],
  },
};

/** E2E_SCENE: only scenes whose name has this word. */
const scenes = Object.entries(plan)
  .filter(([name]) => name.includes(process.env.E2E_SCENE ?? ""))
  .map(([, scene]) => scene);

describeE2E("the fault matrix", cannotRun(), () => {
  const played = new Map<string, Promise<Played & { until: number; alerts: string[] }>>();
  const stands: Stand[] = [];
  const disposals: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    for (const { start, stages } of scenes) {
      const started = start(
        (stand) => stands.push(stand),
        (disposal) => disposals.push(disposal),
      );
      let before: Promise<unknown> = started;
      for (const stage of stages) {
        const ready = before;
        const runs = stage.map(async (name) => {
          await ready;
          const { stand, rows } = await started;
          const row = rows.find((candidate) => candidate.name === name) as Row;
          return { stand, ...(await play(stand, row)) };
        });
        // A row's alerts are those until the last row beside it has ended: a late one counts, too.
        const all = Promise.allSettled(runs);
        stage.forEach((name, i) => {
          const whole = all.then(async () => {
            const { stand, ...result } = await (runs[i] as (typeof runs)[number]);
            const until = Date.now();
            return { ...result, until, alerts: firing(stand, result.row.host, result.from, until) };
          });
          whole.catch(() => undefined);
          played.set(name, whole);
        });
        before = all;
      }
    }
    await Promise.allSettled(played.values());
  }, 900_000);

  afterAll(async () => {
    for (const disposal of disposals) await disposal();
    const ended = (await Promise.allSettled(played.values())).flatMap((each) =>
      each.status === "fulfilled" ? [each.value] : [],
    );
    console.log(table(ended, (rule) => messages.en.rules[rule].title));
  }, 180_000);

  it.each(scenes.flatMap(({ stages }) => stages.flat()))("%s", async (name) => {
    const { row, alerts } = (await played.get(name)) as Played & { alerts: string[] };
    expect(alerts).toEqual([...row.fires].sort());
  });

  it("never says DatasourceNoData or DatasourceError", () => {
    expect(stands).toHaveLength(scenes.length);
    const all = stands.flatMap(told);
    expect(all.length).toBeGreaterThan(2);
    expect(all.filter(({ rule }) => rule.startsWith("Datasource"))).toEqual([]);
  });

  it("makes Grafana complain about no text of a rule, also where there is nothing to tell", () => {
    for (const stand of stands) {
      const log = docker("logs", stand.container("grafana")).split("\n");
      expect(log.filter((line) => line.includes("ngalert")).length).toBeGreaterThan(0);
      expect(log.filter((line) => /expanding template/.test(line))).toEqual([]);
    }
  });
});
