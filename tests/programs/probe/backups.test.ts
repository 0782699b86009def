import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { Probe, serve, stopAll } from "../../support/probe";
import { flood, ONE_ROUND } from "../../support/probe-targets";

jest.setTimeout(25_000);

/** What `npm run backup` leaves in Loki's volume, told by the probe. */

describe("the last backup", () => {
  let volume: string;
  beforeEach(() => (volume = fs.mkdtempSync(path.join(os.tmpdir(), "loki-data-"))));
  afterEach(async () => {
    await stopAll();
    fs.rmSync(volume, { recursive: true });
  });

  const note = (name: string, hoursAgo: number) =>
    fs.writeFileSync(
      path.join(volume, name),
      JSON.stringify({ time: new Date(Date.now() - hoursAgo * 3_600_000).toISOString() }),
    );

  async function told(): Promise<{ hours: number; failed: unknown }> {
    const { url } = await serve(flood);
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url, LOKI_URL: url, LOKI_DATA: volume });
    const { age_s, failed } = await probe.line("backup");
    return { hours: Math.floor(Number(age_s) / 3600), failed };
  }

  it("is as old as its note says", async () => {
    note(".backup.json", 5);
    expect(await told()).toEqual({ hours: 5, failed: 0 });
  });

  it("failed when a failure is newer, and not when it is older", async () => {
    note(".backup.json", 5);
    note(".backup-failed.json", 4);
    expect(await told()).toEqual({ hours: 5, failed: 1 });
    note(".backup.json", 3);
    expect(await told()).toEqual({ hours: 3, failed: 0 });
  });

  it("is as old as the volume where there was none, or only half a note", async () => {
    fs.writeFileSync(path.join(volume, ".backup.json"), '{"ti');
    expect(await told()).toEqual({ hours: 0, failed: 0 });
    note(".backup-failed.json", 1);
    expect(await told()).toEqual({ hours: 0, failed: 1 });
  });
});
