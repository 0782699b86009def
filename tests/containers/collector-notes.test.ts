import * as fs from "node:fs";

import { eachWithEntrypoint } from "../support/entrypoint";

/** Names of files that Promtail and Alloy do not note in one line, or not as they are; a character a byte. */
const names = {
  words: `/var/log/chat server/${"a long name of words ".repeat(7)}x.log`,
  quoted: `/var/log/chat #1/${"it's a long name ".repeat(9)}x.log`,
  escaped: `/var/log/tab\t/${`it's a "long"  name `.repeat(9)}\\ x.log`,
  // As entrypoint.sh writes what YAML does not allow.
  control: "/var/log/del\x7f.log",
};
/** As gopkg.in/yaml.v2 2.4.0 writes them, Promtail's. */
const promtail = String.raw`positions:
  /var/log/a.log: "12"
  !!binary L3Zhci9sb2cvZGVsfy5sb2c=: "12"
  ? '/var/log/chat #1/it''s a long name it''s a long name it''s a long name it''s
    a long name it''s a long name it''s a long name it''s a long name it''s a long
    name it''s a long name x.log'
  : "12"
  ? /var/log/chat server/a long name of words a long name of words a long name of
    words a long name of words a long name of words a long name of words a long name
    of words x.log
  : "12"
  ? "/var/log/tab\t/it's a \"long\"  name it's a \"long\"  name it's a \"long\"  name
    it's a \"long\"  name it's a \"long\"  name it's a \"long\"  name it's a \"long\"
    \ name it's a \"long\"  name it's a \"long\"  name \\ x.log"
  : "12"
`;
/** As the fork writes them that Alloy is built with: it never breaks a name. Labels are plain text, whatever the name. */
const alloy = String.raw`positions:
  ? path: !!binary L3Zhci9sb2cvZGVsfy5sb2c=
    labels: '{job="x"}'
  : "12"
  ? path: ${names.words}
    labels: '{job="x"}'
  : "12"
  ? path: '${names.quoted.replaceAll("'", "''")}'
    labels: '{job="x"}'
  : "12"
  ? path: "${names.escaped.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\t", "\\t")}"
    labels: '{job="x"}'
  : "12"
`;

describe.each([
  ["Promtail", promtail],
  ["Alloy", alloy],
])("notes about files with long and odd names, as %s writes them", (_, text) => {
  const the = eachWithEntrypoint();
  const note = () => the().at("data/positions.yaml");
  const inBash = (name: string) =>
    `$'${[...Buffer.from(name, "latin1")].map((byte) => `\\x${byte.toString(16)}`).join("")}'`;

  it.each(Object.entries(names))("are read: %s", (_, name) => {
    fs.writeFileSync(note(), text);
    expect(the().shell(`read_positions; name=${inBash(name)}; echo "\${position[$name]-}"`)).toBe("12\n");
  });

  it("are known as whole, and as damaged when they are cut off", () => {
    fs.writeFileSync(note(), text);
    expect(the().shell(`whole ${note()} && echo whole`)).toBe("whole\n");
    fs.writeFileSync(note(), text.slice(0, -3));
    expect(the().shell(`whole ${note()} || echo damaged`)).toBe("damaged\n");
  });

  it("go back to what was delivered", () => {
    const copy = the().at("copy.yml");
    // Of the last name nothing was delivered.
    const delivered = text.replaceAll('"12"', '"7"').replace(/ {2}\? [^?]*$/, "");
    fs.writeFileSync(note(), text);
    fs.writeFileSync(copy, delivered);
    the().shell(`whole ${note()} && rewind ${note()} ${copy} "$REPLY"`);
    const expected = text.replaceAll('"12"', '"7"').replace(/"7"\n$/, '"0"\n');
    expect(fs.readFileSync(note(), "utf8")).toBe(expected);
  });
});

describe("a file with an odd name that is begun late", () => {
  const the = eachWithEntrypoint();

  it("is noted so that the agent can read its notes", async () => {
    const logs = Buffer.from(the().at("logs/"));
    for (const name of ["日志.log", "del\x7f.log"].map((name) => Buffer.from(name)))
      fs.writeFileSync(Buffer.concat([logs, name]), "a line of an old file\n".repeat(100_000));
    the().start(1);
    await the().started(1);
    const note = fs.readFileSync(the().at("data/positions.yaml"), "latin1");
    const encoded = (name: string) => Buffer.concat([logs, Buffer.from(name, "latin1")]).toString("base64");
    const lines = note.split("\n").map((line) => line.replace(/: "[1-9]\d+"$/, ""));
    expect(lines.slice(1, 3).sort()).toEqual(
      [
        `  !!binary ${encoded("del\x7f.log")}`,
        `  "${Buffer.concat([logs, Buffer.from("日志.log")]).toString("latin1")}"`,
      ].sort(),
    );
  }, 60_000);
});
