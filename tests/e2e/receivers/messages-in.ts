import { pushHosts, putRule, removeRule } from "../stand/alerts";
import { until } from "../stand/until";
import { places, takenBy } from "./configuration";
import { goldenOf } from "./golden";
import { decode, decodeMail, messagesOf } from "./readable";
import { type Stage, trust } from "./stage";
import { formsOf, testRules } from "./test-rules";

/** What receivers get of a stack that speaks a language. The tests build on each other, in order. */
export function messagesIn(language: string, stage: () => Stage): void {
  const rules = testRules(language);
  const forms = formsOf(language);

  const arrived = async (title: string, resolved: boolean) => {
    const { stand, services } = stage();
    const word = { en: "Resolved", zh: "已恢复" }[language] ?? "";
    const is = (body: string) => body.includes(title) && body.includes(word) === resolved;
    const mails = stand.receiver.received.map(({ body }) => decodeMail(body)).filter(is);
    const messages = messagesOf(await services.received()).filter(({ body }) => is(decode(body)));
    const there = new Set(messages.map(({ host: name, path }) => `${name}${path}`));
    const absent = places.filter((place) => !there.has(place));
    if (mails.length === 0) absent.push("mail");
    if (absent.length > 0) throw new Error(`nothing yet at ${absent.join(", ")}`);
    return { mails, messages };
  };

  it("get what fires, what has no data, what cannot be checked, and many at once, within every limit", async () => {
    const { stand, services } = stage();
    if (language === "zh") {
      await stand.must(
        "pulumi",
        "config",
        "set-all",
        "--plaintext",
        "language=zh",
        "--plaintext",
        "timeZone=Asia/Shanghai",
      );
      await stand.must("up");
      await trust(stage());
    }
    const grafana = await stand.grafana();
    await until(
      "Grafana knows the grouping",
      async () =>
        (await services.received()).some(
          ({ body }) => body.includes("Pathfinder") && body.includes("__grafana_route_settings_hash__"),
        ),
      90_000,
    );
    await pushHosts(stand.ports.loki, "e2e-many", 40);
    for (const rule of rules) await putRule(grafana, rule);
    const golden: Record<string, unknown> = {};
    for (const [form, title] of Object.entries(forms)) {
      const { mails, messages } = await until(`${form} at everybody`, () => arrived(title, false), 90_000);
      for (const { host: name, path, answer, status } of messages)
        expect([name, path, status, answer]).toEqual([
          name,
          path,
          200,
          expect.stringMatching(takenBy(`${name}${path}`)),
        ]);
      golden[form] = goldenOf(mails, messages, stand.ports.grafana);
    }
    expect(golden).toMatchSnapshot();
  }, 240_000);

  it("get what is over", async () => {
    const { stand } = stage();
    const grafana = await stand.grafana();
    await pushHosts(stand.ports.loki, `e2e-repaired-${language}`, 1);
    const { mails, messages } = await until(
      "resolved at everybody",
      () => arrived(`Down ${language}`, true),
      90_000,
    );
    expect(goldenOf(mails, messages, stand.ports.grafana)).toMatchSnapshot();
    for (const rule of rules) await removeRule(grafana, rule.uid);
  }, 120_000);
}
