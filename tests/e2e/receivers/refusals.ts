import { examples } from "../../support/receivers";
import { docker } from "../stand/docker";
import { until } from "../stand/until";
import { secretValues } from "./configuration";
import type { Stage } from "./stage";

/** What is said of receivers that refuse. */
export function refusals(stage: () => Stage): void {
  it("are refused by alert-test with the service's own reason and a way out, and exit code 1", async () => {
    const { stand, services } = stage();
    const refusing = examples.flatMap(({ place, refused }) => (place && refused ? [place] : []));
    await services.refuse(...new Set(refusing.map((place) => place.split("/")[0] ?? "")));
    // Alerts that were told just before may have used up what the services take in a minute.
    const { output, code } = await until(
      "no message waits for its turn",
      async () => {
        const test = await stand.npm("alert-test");
        return !test.output.includes("waits for its turn") && test;
      },
      240_000,
    );
    expect(code).toBe(1);
    for (const [i, { refused }] of examples.entries()) {
      if (!refused) continue;
      const line = output.split("\n").find((text) => text.includes(`receivers[${i}] `));
      expect([i, line]).toEqual([i, expect.stringMatching(/^refused/)]);
      expect([i, line]).toEqual([i, expect.stringMatching(refused)]);
    }
    expect(output).toMatch(/^delivered +receivers\[0\] \(email\)/m);
    expect(output).toMatch(/-> more than 20 messages in a minute/);
    expect(output).toMatch(/-> give the bot a keyword .* DeepChat/);
    for (const secret of secretValues) expect(output).not.toContain(secret);
  }, 420_000);

  it("are named by verify and by the alert about deliveries while they refuse", async () => {
    const { stand, services } = stage();
    const failing = await until(
      "verify names the receiver",
      async () => {
        const { output } = await stand.npm("verify");
        return (
          /^failed +notifications to receivers\[3\] \(dingtalk\) .*310000 keywords/m.test(output) && output
        );
      },
      60_000,
    );
    for (const secret of secretValues) expect(failing).not.toContain(secret);
    interface Rules {
      data: { groups: { rules: { state: string; alerts?: { labels: Record<string, string> }[] }[] }[] };
    }
    const grafana = await stand.grafana();
    await until(
      "the alert names the receiver",
      async () => {
        const all = await grafana.get<Rules>("/api/prometheus/grafana/api/v1/rules");
        return all?.data.groups
          .flatMap(({ rules }) => rules)
          .filter(({ state }) => state === "firing")
          .some(({ alerts }) => alerts?.some(({ labels }) => labels.receiver === "receivers[3]"));
      },
      150_000,
    );
    const shown = docker("logs", stand.container("relay"));
    expect(shown).toContain('"receiver":"receivers[3]"');
    for (const secret of secretValues) expect(shown).not.toContain(secret);
    await services.refuse();
  }, 240_000);
}
