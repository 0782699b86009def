import { settled } from "../../bench/subjects/settled";

const running = (answers: (number | Error)[]) => {
  let asked = 0;
  const count = () => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? 0;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { containers: {}, count, dispose: () => Promise.resolve() };
};

it("ends when all lines are found, and takes no answer for none further", async () => {
  expect(await settled(running([0, 3, new Error("busy"), 5]), 5)).toMatchObject({ lines: 5 });
});

it("gives up on what does not come, and says when the last line came", async () => {
  const begun = performance.now();
  const { lines, at } = await settled(running([1, 2]), 5, "", 1500);
  expect(lines).toBe(2);
  expect(at - begun).toBeLessThan(performance.now() - begun - 1500);
});
