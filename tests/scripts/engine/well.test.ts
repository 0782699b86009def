import { atWork } from "../../../scripts/engine/at-work";
import type { Container, Docker } from "../../../scripts/engine/docker";
import { settled } from "../../../scripts/engine/well";

const grafana = (status: string): Container => ({
  ...{ id: "g", name: "p-dev-grafana", role: "grafana", running: true, state: "running", status },
});
const starting = "Up 2 minutes (health: starting)";

/** An engine on which a container says something, or uses so much of a processor. */
function engine(does: { says?: string; percent?: number[] }) {
  const left = [...(does.percent ?? [0])];
  const run = ([command]: string[]) => {
    const used = left.length > 1 ? left.shift() : left[0];
    return Promise.resolve({
      status: 0,
      stdout: command === "stats" ? `${used}%\n` : "",
      stderr: command === "logs" ? (does.says ?? "") : "",
    });
  };
  return { cli: { run } } as unknown as Pick<Docker, "cli">;
}

describe("a container that has not become healthy since its start", () => {
  it.each<[string, boolean, Parameters<typeof engine>[0], string]>([
    ["writes lines", true, { says: "migrating\n" }, starting],
    [
      "uses a processor and is silent",
      true,
      { percent: [97, 12, 60] },
      "Up About a minute (health: starting)",
    ],
    ["uses one, and had to wait for it once", true, { percent: [97, 2, 60] }, starting],
    ["uses one for a moment, as a check of its health does", false, { percent: [40, 0.3] }, starting],
    ["does nothing", false, {}, starting],
    [
      "was started anew meanwhile",
      false,
      { says: "panic\n", percent: [90] },
      "Up 12 seconds (health: starting)",
    ],
  ])("and %s: whether it gets on is %s", async (_, works, does, status) => {
    expect(await atWork(engine(does), grafana(status))).toBe(works);
  });
});

describe("what is just starting", () => {
  let said: jest.SpyInstance;
  beforeEach(() => {
    jest.useFakeTimers();
    said = jest.spyOn(console, "log").mockImplementation();
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** How a container is after so many seconds. */
  const seen = (does: Parameters<typeof engine>[0], how: (seconds: number) => string) => {
    const begun = Date.now();
    const containers = () => Promise.resolve([grafana(how((Date.now() - begun) / 1000))]);
    return { ...engine(does), containers };
  };
  const after = async <T>(seconds: number, work: Promise<T>) => {
    let out: unknown = "waiting";
    void work.then(
      (value) => (out = value),
      (error: unknown) => (out = error),
    );
    await jest.advanceTimersByTimeAsync(seconds * 1000);
    return out;
  };

  it("is waited for as long as it gets on", async () => {
    const well = "Up 4 minutes (healthy)";
    const docker = seen({ says: "migrating" }, (seconds) => (seconds < 200 ? starting : well));
    const work = settled(docker, 60);
    expect(await after(190, work)).toBe("waiting");
    expect(await after(20, work)).toEqual([grafana(well)]);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it("is left alone when it takes minutes, and the command ends in a sentence", async () => {
    const work = settled(
      seen({ says: "migrating" }, () => starting),
      60,
    );
    expect(await after(310, work)).toMatchObject({
      message: expect.stringMatching(
        /^p-dev-grafana is still starting, and at work: it was left alone/,
      ) as string,
    });
  });

  it("is given up when it has not been at work for a while", async () => {
    const works = { says: "migrating" };
    const docker = seen(works, (seconds) => {
      works.says = seconds < 100 ? "migrating" : "";
      return starting;
    });
    const work = settled(docker, 60);
    expect(await after(110, work)).toBe("waiting");
    expect(await after(15, work)).toEqual([grafana(starting)]);
  });

  it("is given up after a minute when it does nothing", async () => {
    expect(
      await after(
        62,
        settled(
          seen({}, () => starting),
          60,
        ),
      ),
    ).toEqual([grafana(starting)]);
    expect(said).not.toHaveBeenCalled();
  });

  it("is not waited for when it was well before", async () => {
    const unwell = "Up 2 minutes (unhealthy)";
    expect(
      await after(
        0,
        settled(
          seen({ says: "x" }, () => unwell),
          60,
        ),
      ),
    ).toEqual([grafana(unwell)]);
  });
});
