import { pour } from "../../bench/lines/pour";

const settings = { seed: 4, steady: true };

it("writes as many lines as it is told to, each where it belongs, in the time that they take", async () => {
  const texts: Record<string, string> = {};
  const begun = Date.now();
  const poured = await pour({ ...settings, perSecond: 2000 }, 1500, (place, text) => {
    texts[place] = (texts[place] ?? "") + text;
    return Promise.resolve();
  });
  const lines = Object.values(texts).flatMap((text) => text.trimEnd().split("\n"));
  expect(lines).toHaveLength(1500);
  expect(Object.keys(texts).sort()).toEqual(["ollama", "webui"]);
  expect(texts.ollama).toContain("print_timing");
  expect(texts.webui).not.toContain("print_timing");
  expect(Date.now() - begun).toBeGreaterThan(500);
  expect(poured.seconds).toBeGreaterThan(0.5);
});

it("says by how much it was late where writing takes its time", async () => {
  const { late } = await pour(
    { ...settings, perSecond: 5000 },
    1000,
    // By then a line is due whose time comes after the first one's.
    () => new Promise((resolve) => setTimeout(resolve, 300)),
  );
  expect(late).toBeGreaterThan(100);
});
