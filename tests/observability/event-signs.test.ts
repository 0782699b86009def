import { eventSigns, queries, startSigns } from "../../components/observability/logql";
import { modelServerCases } from "../containers/model-server-cases";
import { cases } from "../containers/pipeline-cases";
import { reportedCases } from "../support/reported-cases";

/** Loki passes by each line without one of these before it looks at its event. */
const signs = eventSigns.split("|");
const signed = (line: string) => signs.some((sign) => line.includes(sign));

/** Entries of the reported cases that have such an event. */
const told = (such: (event?: string) => boolean) =>
  reportedCases().flatMap(({ expected }) =>
    expected.filter(({ fields }) => such(fields["event"])).map(({ lines }) => lines.join("\n")),
  );

it("stand in each line in which the collector finds an event", () => {
  const reported = told((event) => event !== undefined && event !== "server_started");
  const alone = (cases["ollama-events"] ?? [])
    .filter(({ sent: [first] }) => first?.["event"])
    .map(({ lines }) => [lines].flat().join("\n"));
  expect(reported.length + alone.length).toBeGreaterThan(20);
  expect([...reported, ...alone].filter((line) => !signed(line))).toEqual([]);
});

it("stand in each line by which a model server says that it starts", () => {
  const starts = modelServerCases
    .filter(({ sent: [first] }) => first?.["server_started"])
    .map(({ lines }) => [lines].flat().join("\n"));
  expect(starts.length).toBeGreaterThan(2);
  const reported = told((event) => event === "server_started");
  expect(
    [...starts, ...reported].filter((line) => !startSigns.split("|").some((sign) => line.includes(sign))),
  ).toEqual([]);
});

it("are asked of lines that name no time, history left out; one literal is enough for the rest", () => {
  const logql = queries({ host: "h" });
  expect(logql.eventLines(["model_loaded", "aborted"])).toContain(
    '|= "source=" | event=~"model_loaded|aborted"',
  );
  expect(logql.eventLines(["load_failed"])).toContain(`|~ "${eventSigns}"`);
  expect(logql.eventLines(["load_failed"])).toContain('| event="load_failed" | history=""');
});
