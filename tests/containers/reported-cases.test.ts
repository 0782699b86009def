import { testedAgents } from "../../scripts/tables/formats";
import { collect, type Collector, type Run } from "../support/collector";
import { compared, reportedCases } from "../support/reported-cases";
import { withAgent } from "../support/with-agent";

jest.setTimeout(120_000);

const cases = reportedCases();
const fileOf = ({ side, id }: (typeof cases)[number]) => `${side}/${id}.log`;

function whatPeopleReported(collector: Collector): void {
  let run: Run;
  beforeAll(async () => {
    run = await collect(collector, {
      files: Object.fromEntries(cases.map((one) => [fileOf(one), one.log])),
    });
  });

  for (const one of cases) {
    it(`${one.id}: ${one.about}`, () => {
      const entries = run.entries.filter(({ labels }) => labels["filename"] === `${run.root}/${fileOf(one)}`);
      const { ought, came } = compared(one, entries);
      expect(came).toEqual(ought);
    });
  }

  it("lets no secret through", () => {
    const leaks = run.entries.filter((entry) => /CANARY-/.test(entry.line + JSON.stringify(entry.metadata)));
    expect(leaks.map(({ line }) => /.{0,60}CANARY-.*/.exec(line)?.[0])).toEqual([]);
  });
}

for (const agent of testedAgents) withAgent(agent, "with logs as people reported them", whatPeopleReported);
