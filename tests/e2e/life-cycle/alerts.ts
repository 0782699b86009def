import { uids } from "../../../components/shared/naming";
import { awake } from "../stand/awake";
import type { Stand } from "../stand/stand";
import { until } from "../stand/until";

/** What its receivers hear of a stack, and what it says of them. */
export function alerts(stand: () => Stand): void {
  it("tells every receiver that Ollama is down and that the web UI fails, and when both are over", async () => {
    const paths = ["/wecom", "/webhook", "/mail"];
    const arrived = (path: string, ...texts: string[]) =>
      until(`${texts.join(", ")} at ${path}`, () => stand().receiver.find(path, ...texts), 150_000);
    const timed = async (what: string, since: number) => {
      for (const path of paths) {
        const { at } = await arrived(path, what);
        console.log(`${what} at ${path} after ${((at - since) / 1000).toFixed(0)} s`);
      }
    };
    await awake(stand(), "e2e-host");
    // The old log's errors were no news.
    expect(stand().receiver.received.filter(({ body }) => body.includes("Web UI errors"))).toEqual([]);
    // While Ollama is down, errors of the web UI are its consequence and not told: they come first here.
    const failing = Date.now();
    for (let i = 0; i < 15; i++) await stand().chat({ status: 500 });
    await timed("Web UI errors", failing);
    const down = Date.now();
    await stand().ollama.kill();
    await timed("Ollama down", down);
    // Each says where and what to do.
    expect((await arrived("/wecom", "Ollama down")).body).toContain("systemctl status ollama");
    expect((await arrived("/wecom", "Ollama down")).body).toContain("e2e-host");
    expect((await arrived("/webhook", "Ollama down")).body).toContain(
      `http://localhost:${stand().ports.grafana}/d/${uids.dashboards.runbooks}`,
    );

    await stand().ollama.start();
    for (const path of paths) {
      await arrived(path, "Resolved", "Ollama down");
      await arrived(path, "Resolved", "Web UI errors");
    }
    expect(
      stand().receiver.received.filter(({ body }) => /DatasourceNoData|DatasourceError/.test(body)),
    ).toEqual([]);
  }, 400_000);

  it("shows in verify what a receiver refuses", async () => {
    stand().receiver.status = 500;
    await stand().ollama.kill();
    const { output, code } = await until(
      "verify sees the refusal",
      async () => {
        const ended = await stand().npm("verify");
        return /failed +contact point/.test(ended.output) && ended;
      },
      180_000,
      5000,
    );
    expect(code).toBe(1);
    expect(output).toMatch(/failed +contact point .*500/);
    stand().receiver.status = 200;
    await stand().ollama.start();
  }, 240_000);
}
