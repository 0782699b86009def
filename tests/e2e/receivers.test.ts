import { describeE2E } from "../support/engine";
import { pinned } from "../support/pins";
import { examples } from "../support/receivers";
import { Services } from "./fakes/services";
import { places, receivers, secretValues, settings } from "./receivers/configuration";
import { messagesIn } from "./receivers/messages-in";
import { quietTimes } from "./receivers/quiet-times";
import { messagesOf } from "./receivers/readable";
import { refusals } from "./receivers/refusals";
import { type Stage, trust } from "./receivers/stage";
import { pathfinder } from "./receivers/test-rules";
import { putRule } from "./stand/alerts";
import { cannotRun } from "./stand/cannot-run";
import { docker, healthy } from "./stand/docker";
import { mailServer } from "./stand/mail-server";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** Every kind of receiver on one real stack, against services that check what they get. The tests build on each other. */

describeE2E("receivers of every kind", cannotRun(), () => {
  let stand: Stand;
  let services: Services;
  const stage = (): Stage => ({ stand, services });

  beforeAll(async () => {
    stand = await Stand.create();
    stand.configure(mailServer(stand));
    services = new Services(`e2e-${stand.id}-services`);
    await stand.must("pulumi", "config", "set-all", "--path", ...settings());
  }, 120_000);

  afterAll(async () => {
    services?.stop();
    await stand?.dispose();
  }, 120_000);

  it("come up with one command and change nothing at a second, nor after a refresh", async () => {
    await stand.must("up");
    for (const role of ["grafana", "relay"]) await healthy(stand.container(role));
    await putRule(await stand.grafana(), pathfinder);
    const { output } = await stand.must("up");
    expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    await stand.must("refresh");
    await (await stand.automation()).preview({ expectNoChanges: true, configFile: stand.configFile });
  }, 240_000);

  it("leak no secret into state, outputs, logs, inspect or rendered files", async () => {
    const { output: state } = await stand.must("pulumi", "stack", "export");
    const { output: outputs } = await stand.must("pulumi", "stack", "output");
    const { output: rendered } = await stand.must("render", "--out", `${stand.folder}/rendered`);
    const files = docker(
      "run",
      "--rm",
      "-v",
      `${stand.folder}/rendered:/r:ro`,
      pinned("probeImage"),
      "grep",
      "-r",
      "",
      "/r",
    );
    const seen = ["grafana", "relay"].map(
      (role) => docker("inspect", stand.container(role)) + docker("logs", stand.container(role)),
    );
    for (const [i, text] of [state, outputs, rendered, files, ...seen].entries())
      for (const secret of secretValues)
        expect([i, secret, text.includes(secret)]).toEqual([i, secret, false]);
    expect(state).toContain("DeepChat critical");
    expect(files).toContain("DeepChat warning");
  }, 120_000);

  it("are all tested by alert-test, and said to have got their message", async () => {
    await services.start(stand.prefix);
    await trust(stage());
    // The relay holds what the pathfinder sent while nobody was there, and tries again after a minute at most: until then
    // it answers with the trouble it had.
    const held = examples.flatMap(({ place, relay }) => (place && relay !== "no" ? [place] : []));
    await until(
      "the relay has delivered what it held",
      async () => {
        const all = (await services.received()).map(({ host, path }) => `${host}${path}`);
        const count = (list: string[], place: string) => list.filter((one) => one === place).length;
        return held.every((place) => count(all, place) >= count(held, place));
      },
      90_000,
    );
    const { output, code } = await stand.npm("alert-test");
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`${receivers.length} delivered, 0 unknown, 0 refused`),
    ]);
    for (const secret of secretValues) expect(output).not.toContain(secret);
    const mark = /mark (\w+)/.exec(output)?.[1] ?? "no mark";
    // One through Grafana each: nobody is asked beside it where the relay reads the answer.
    const messages = messagesOf(await services.received()).filter(({ body }) => body.includes(mark));
    const arrived = places.map((place) => [
      place,
      messages.filter(({ host, path }) => `${host}${path}` === place).length,
    ]);
    expect(arrived).toEqual(
      places.map((place) => [place, examples.filter((example) => example.place === place).length]),
    );
    expect(stand.receiver.received.filter(({ body }) => body.includes(mark))).toHaveLength(1);
  }, 300_000);

  describe.each(["en", "zh"])("in %s", (language) => messagesIn(language, stage));

  // In a block of its own, because Jest runs those after all tests outside of one.
  describe("in the end", () => {
    quietTimes(stage);
    refusals(stage);
  });
});
