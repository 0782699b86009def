import { withoutValues } from "../../../scripts/doctor/bundle";
import { Redactor } from "../../../scripts/doctor/redaction";
import { secretsIn } from "../../../scripts/doctor/secrets";
import { examples, secretValues } from "../../support/receivers";

const name = (key: string) => `deepchat-observability:${key}`;

describe("the secrets of a configuration", () => {
  it("are what its file has encrypted, with all that is in it", () => {
    const secure = { secure: "v1:abc" };
    const tree = {
      [name("wecomUrl")]: secure,
      [name("language")]: "zh",
      [name("receivers")]: [{ type: "webhook", url: secure, username: "ops", headers: { "X-Key": secure } }],
      [name("whole")]: { secure: "v1:def" },
    };
    const clear = {
      [name("wecomUrl")]: "https://a/?key=1",
      [name("language")]: "zh",
      [name("receivers")]: JSON.stringify([
        { type: "webhook", url: "https://b", username: "ops", headers: { "X-Key": "deadbeef" } },
      ]),
      [name("whole")]: '{"a":["inner"]}',
    };
    const found = secretsIn(tree, clear);
    expect(found).toEqual(expect.arrayContaining(["https://a/?key=1", "https://b", "deadbeef", "inner"]));
    for (const open of ["zh", "ops", "webhook"]) expect(found).not.toContain(open);
  });
});

describe("a redactor", () => {
  it("takes out every secret of every kind of receiver, however it is written", () => {
    const redactor = new Redactor(secretValues);
    for (const secret of secretValues) {
      const forms = [
        `plain ${secret} end`,
        JSON.stringify({ url: secret }),
        JSON.stringify(JSON.stringify({ url: secret })),
        `?to=${encodeURIComponent(secret)}`,
        `Post "${secret}": EOF`,
        `Basic ${Buffer.from(secret).toString("base64")}`,
      ];
      for (const form of forms) {
        expect(redactor.exactly(form)).not.toContain(secret);
        expect(redactor.exactly(form)).toContain("[redacted]");
      }
    }
    expect(examples.length).toBeGreaterThan(5);
  });

  it("takes out the telling parts of an address, as a program cuts it", () => {
    const redactor = new Redactor([
      "https://hooks.example.com/services/T0001/B0002/abcdefghijklmnopqrst?key=0123456789ab",
    ]);
    for (const text of [
      "path=/services/T0001/B0002/abcdefghijklmnopqrst",
      "key 0123456789ab",
      "abcdefghijklmnopqrst",
    ])
      expect(redactor.exactly(text)).toContain("[redacted]");
    expect(redactor.exactly("hooks.example.com")).toBe("hooks.example.com");
  });

  it("takes out the values of a file that is a secret as a whole", () => {
    const redactor = new Redactor([
      '[servers]\nbind_password = "p4ss word!"\nport = 389\nclient_secret = abcdefgh\n',
    ]);
    expect(redactor.exactly("bind failed with p4ss word!, abcdefgh, 389")).toBe(
      "bind failed with [redacted], [redacted], 389",
    );
  });

  it("leaves a text alone that only has letters of a very short secret", () => {
    expect(new Redactor(["ab"]).exactly("label ab, ab. cab")).toBe("label [redacted], [redacted]. cab");
  });

  it("takes passwords out of addresses, and in logs whatever looks like a secret", () => {
    const redactor = new Redactor([]);
    expect(redactor.exactly("ssh://ops:hunter2@gpu-1")).toBe("ssh://ops:***@gpu-1");
    for (const line of ["Authorization: Bearer abcdef123456", "password=hunter2", "api_key=sk-123456"])
      expect(redactor.strictly(line)).toContain("[redacted]");
    expect(redactor.strictly("a plain line\nand another")).toBe("a plain line\nand another");
  });
});

it("keeps of a container's variables the names alone", () => {
  const inspect = [{ Config: { Env: ["A=1", "B=x=y"], Cmd: ["run"] }, Name: "/a" }];
  expect(withoutValues(inspect)).toEqual([
    { Config: { Env: ["A=[redacted]", "B=[redacted]"], Cmd: ["run"] }, Name: "/a" },
  ]);
});
