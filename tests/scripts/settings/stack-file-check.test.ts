import { checkStackFile } from "../../../scripts/settings/stack-file-check";

function check(text: string, file = "Pulumi.lab.yaml"): void {
  checkStackFile(text, `/a/folder/${file}`);
}

const key = "deepchat-observability:grafanaPort";

// What stands below `config:`, the line at fault, and what is said.
it.each([
  [`  ${key}：3001`, 2, "a full-width colon (：). Type :"],
  [`  a:b: 1\n  ${key}： 3001`, 3, "a full-width colon (：). Type :"],
  ["  deepchat-observability：grafanaPort: 3001", 2, "a full-width colon (：). Type :"],
  [`\t${key}: 3001`, 2, "a tab in front. Type blanks instead"],
  [`\u3000\u3000${key}: 3001`, 2, "full-width or no-break blank"],
  [`  ${key}:3001`, 2, "below `config:` this is not a key"],
  [`  ${key}: 1\n  ${key}: 2`, 3, "not valid YAML (Map keys must be unique"],
  [`  a:b:\t1\n  ${key}: 1\n  ${key}: 2`, 4, "Map keys must be unique"],
  [`  ${key}: [1`, 3, "not valid YAML"],
  ["  deepchat-observability:emailTo: ［a］\n  x", 2, "a full-width ［"],
  [`  ${key}:`, 2, "has no value"],
  [`  a:b: 1\n${key}: 3001`, 3, "stands at the top, where nothing reads it"],
  ["  a:b: 1\ngrafanaPort: 3001", 3, "stands at the top, where nothing reads it"],
])("tells of %j the file, the line and what to type", (text, line, expected) => {
  const message = `Pulumi.lab.yaml, line ${line}: `;
  let said = "";
  try {
    check(`config:\n${text}\n`);
  } catch (error) {
    said = (error as Error).message;
  }
  expect([said.slice(0, message.length), said]).toEqual([message, expect.stringContaining(expected)]);
  expect(said.trim()).not.toContain("\n");
});

// What stands below `config:`, and the lines that are told of, each with a word of what is said.
it.each([
  [`  ${key}：1\n  a:b: 1\n  a:c： 2`, [2, "a full-width colon", 4, "a full-width colon"]],
  [`  ${key}：1\n  a:c：2`, [2, "a full-width colon", 3, "a full-width colon"]],
  [`\t${key}: 1\n  a:b: 1\n\ta:c: 2`, [2, "a tab in front", 4, "a tab in front"]],
  [`  ${key}： 1\n\ta:c: 2`, [2, "a full-width colon", 3, "a tab in front"]],
  ["  a：b: 1\n  a:c: 1\n  d：e: 2", [2, "a full-width colon", 4, "a full-width colon"]],
  ["  a:b: 1\n  a:b: 2\n  a:c: 1\n  a:c: 2", [3, "must be unique", 5, "must be unique"]],
  [`  a:b:\n  a:c:\n${key}: 1`, [2, "has no value", 3, "has no value", 4, "stands at the top"]],
])("tells all lines of %j at once", (text, expected) => {
  let said = "";
  try {
    check(`config:\n${text}\n`);
  } catch (error) {
    said = (error as Error).message;
  }
  const [head, ...lines] = said.split("\n");
  expect(head).toBe(`Pulumi.lab.yaml has mistakes in ${expected.length / 2} lines:`);
  const told = lines.flatMap((line, i) => {
    const [, at = "", what = ""] = /^ {2}- line (\d+): (.*)$/.exec(line) ?? [];
    const word = String(expected[2 * i + 1]);
    return [Number(at), what.includes(word) ? word : what];
  });
  expect(told).toEqual(expected);
});

it("tells of a full-width colon after config itself", () => {
  expect(() => check("config：\n  a:b: 1\n")).toThrow("line 1: a full-width colon");
});

it("takes what is right, and full-width text in values and comments", () => {
  const lines = [
    '  a:b: "x：y"',
    "  a:c: 工号：1 # ：",
    "  a:d:",
    "    - type：x",
    "  a:e:",
    "    secure: v1:y",
  ];
  check(`# 注意：\nencryptionsalt: v1:x\nconfig:\n${lines.join("\n")}\n`);
  for (const text of ["", "config:\n", "# nothing\n"]) check(text);
  check("config:\n  a:b:\n", "Pulumi.lab.local.yaml");
});
