import { PassThrough } from "node:stream";

import { confirm } from "../../../scripts/command/confirm";

/** Somebody at a terminal who types something; undefined: who closes it (Ctrl-D). */
function terminal(typed: string | undefined): { asked: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  let asked = "";
  output.on("data", (chunk: Buffer) => {
    asked += chunk.toString();
    if (!asked.includes("to go on")) return;
    if (typed === undefined) input.end();
    else input.write(`${typed}\n`);
  });
  jest.spyOn(process, "stdin", "get").mockReturnValue(input as unknown as typeof process.stdin);
  jest.spyOn(process, "stdout", "get").mockReturnValue(output as unknown as typeof process.stdout);
  return { asked: () => asked };
}
afterEach(() => jest.restoreAllMocks());

it("goes on when the stack's name is typed", async () => {
  const { asked } = terminal("lab");
  await confirm("This deletes the data of stack lab", "lab", false);
  expect(asked()).toContain(
    "This deletes the data of stack lab, for ever. Type the stack's name (lab) to go on: ",
  );
});

it.each(["dev", "y", "yes", "", undefined])("refuses when %j is typed", async (typed) => {
  terminal(typed);
  await expect(confirm("This deletes", "lab", undefined)).rejects.toThrow("Nothing was removed");
});

it("does not ask when told so", async () => {
  const { asked } = terminal("dev");
  await confirm("This deletes", "lab", true);
  expect(asked()).toBe("");
});
